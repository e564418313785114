import module dev.triga.tasks;

/// Each outcome has its task, so that equal tasks and failed ones can be told apart.
void main() {
  try (var pool = TaskPool.of(TaskWorkers.virtual(2))) {
    List<Object> tasks = List.of("1", 2, 2, 3);
    for (var outcome : pool.run(task -> (Integer) task + 5, tasks)) {
      switch (outcome) {
        case Success(var task, var result, var attempt) ->
            IO.println(attempt.index() + ": " + task + " gives " + result);
        case Failure(var task, var error, var attempt) ->
            IO.println(
                attempt.index() + ": " + task + " fails: " + error.getClass().getSimpleName());
        default -> IO.println(outcome);
      }
    }
  }
}
