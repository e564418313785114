import module dev.triga.tasks;

/// Every worker meets errors, and every worker survives them.
void main() throws Exception {
  Set<Thread> failed = ConcurrentHashMap.newKeySet();
  Set<Thread> succeeded = ConcurrentHashMap.newKeySet();
  var together = new CyclicBarrier(3);
  try (var pool = TaskPool.of(TaskWorkers.platform(3))) {
    var outcomes =
        pool.run(
            task -> {
              together.await(10, TimeUnit.SECONDS);
              (task < 3 ? failed : succeeded).add(Thread.currentThread());
              if (task < 3) {
                throw new IllegalStateException("bad task " + task);
              }
              return task;
            },
            List.of(0, 1, 2, 3, 4, 5));
    IO.println("workers that failed: " + failed.size());
    IO.println("the same went on: " + failed.equals(succeeded));
    IO.println(outcomes.results());
  }
}
