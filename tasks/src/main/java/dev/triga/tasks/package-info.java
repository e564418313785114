/// Parallel batches: an action done for each of many tasks, with an outcome for each.
///
/// A [dev.triga.tasks.TaskPool] has workers. [dev.triga.tasks.TaskPool#run] gives the outcomes as a
/// list, [dev.triga.tasks.TaskPool#stream] one after the other while the batch goes on. This
/// program prints the squares of four numbers, and why the fifth has none:
///
/// ```java
/// import module dev.triga.tasks;
///
/// void main() {
///   try (var pool = TaskPool.builder().workers(TaskWorkers.platform(2)).build()) {
///     for (var outcome : pool.run(Integer::parseInt, List.of("1", "2", "3", "4", "five"))) {
///       switch (outcome) {
///         case Success(var task, var number, _) -> IO.println(task + ": " + number * number);
///         case Failure(var task, var error, _) -> IO.println(task + ": " + error.getMessage());
///         default -> IO.println(outcome);
///       }
///     }
///   }
/// }
/// ```
@NullMarked
package dev.triga.tasks;

import org.jspecify.annotations.NullMarked;
