import module dev.triga.tasks;

/// The first error ends the batch, and reaches whoever waits for it as it was thrown.
static int addFive(Object task) {
  return (Integer) task + 5;
}

void main() {
  try (var pool =
      TaskPool.builder().workers(TaskWorkers.platform(2)).onError(ErrorPolicy.STOP).build()) {
    pool.run(task -> addFive(task), List.of("1", 2, 3, 4, 5));
  } catch (BatchFailure failure) {
    IO.println(failure.ending());
    IO.println(failure.getCause().getClass().getName());
    IO.println("thrown in " + failure.getCause().getStackTrace()[0].getMethodName());
  }
}
