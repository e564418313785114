import module dev.triga.tasks;

/// On an error the other workers are told: what they do is interrupted, or finished if that is the
/// policy, and what has not begun is cancelled.
void main() {
  for (var policy : List.of(ErrorPolicy.STOP, ErrorPolicy.DRAIN)) {
    var others = new CountDownLatch(2);
    var failed = new CountDownLatch(1);
    try (var pool = TaskPool.builder().workers(TaskWorkers.platform(3)).onError(policy).build()) {
      pool.run(
          task -> {
            if (task == 0) {
              others.await();
              failed.countDown();
              throw new IllegalStateException("the first");
            }
            others.countDown();
            failed.await();
            // Waits for the end of the batch's first task, which a drain does not disturb.
            while (pool.counts().failed() == 0) {
              Thread.sleep(1);
            }
            return task;
          },
          IntStream.range(0, 10).boxed().toList());
    } catch (BatchFailure failure) {
      IO.println(policy + ": " + counts(failure.outcomes()));
    }
  }
}

static Map<String, Long> counts(Outcomes<?, ?> outcomes) {
  return outcomes.stream()
      .collect(
          Collectors.groupingBy(
              outcome -> outcome.getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
}
