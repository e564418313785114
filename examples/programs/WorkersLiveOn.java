import module dev.triga.tasks;

/// A task fails in a process; the process goes on with the next ones.
static long processOf(int task) {
  long process = ProcessHandle.current().pid();
  if (task == 0) {
    throw new IllegalArgumentException("" + process);
  }
  return process;
}

void main() {
  try (var pool = TaskPool.of(TaskWorkers.processes(1))) {
    var outcomes = pool.run((Integer task) -> processOf(task), List.of(0, 1, 2, 3, 4));
    if (outcomes.getFirst() instanceof Failure(_, var error, _)) {
      var failed = Long.valueOf(error.getMessage());
      var others = new HashSet<>(outcomes.results().subList(1, 5));
      IO.println("in this process: " + (failed == ProcessHandle.current().pid()));
      IO.println("the others in the one that failed: " + others.equals(Set.of(failed)));
    }
  }
}
