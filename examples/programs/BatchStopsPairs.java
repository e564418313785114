import module dev.triga.tasks;

/// Also after an error each task has its outcome: what was done before is not lost.
void main() {
  try (var pool =
      TaskPool.builder().workers(TaskWorkers.platform(1)).onError(ErrorPolicy.STOP).build()) {
    List<Object> tasks = List.of(1, 2, "three", 4);
    pool.run(task -> (Integer) task + 5, tasks);
  } catch (BatchFailure failure) {
    for (var outcome : failure.outcomes()) {
      IO.println(outcome.task() + ": " + outcome.getClass().getSimpleName());
    }
  }
}
