import module dev.triga.tasks;

/// Adds five to each task. One of them is no number: it has no result, and the others go on.
/// Results come in the order in which their tasks end, or in the order of the tasks.
static int addFive(Object task) {
  return (Integer) task + 5;
}

void main() {
  try (var pool = TaskPool.of(TaskWorkers.platform(2))) {
    var outcomes = pool.run(task -> addFive(task), List.of("1", 2, 3, 4, 5));
    IO.println("in task order: " + outcomes.results());
    IO.println("as completed, sorted: " + sorted(outcomes.resultsAsCompleted()));
    IO.println("succeeded: " + outcomes.succeeded());
  }
}

static List<Integer> sorted(List<Integer> results) {
  return results.stream().filter(Objects::nonNull).sorted().toList();
}
