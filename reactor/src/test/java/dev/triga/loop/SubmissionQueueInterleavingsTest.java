package dev.triga.loop;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// All interleavings of a few operations, explored by Lincheck and compared with a plain queue.
@Param(name = "number", gen = IntGen.class)
@Tag("lincheck")
public class SubmissionQueueInterleavingsTest {
  /// A task that can be told from others.
  record Numbered(int number) implements Runnable {
    @Override
    public void run() {}
  }

  private final SubmissionQueue queue = new SubmissionQueue();

  /// Lincheck makes one per interleaving.
  public SubmissionQueueInterleavingsTest() {}

  @Operation
  public boolean offer(int number) {
    return queue.offer(new Numbered(number));
  }

  /// The consumer waits for claimed places here, as a loop does by polling again: only then is the
  /// queue linearisable, which is more than it promises while producers are under way.
  @Operation(nonParallelGroup = "consumer")
  public int poll() {
    while (true) {
      Runnable task = queue.poll();
      if (task != null) {
        return ((Numbered) task).number();
      }
      if (queue.isEmpty()) {
        return -1;
      }
      Thread.onSpinWait();
    }
  }

  @Operation(nonParallelGroup = "consumer")
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  @Operation
  public boolean close() {
    return queue.close();
  }

  @Test
  void everyInterleavingIsThatOfAPlainQueue() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(2)
        .iterations(15)
        .invocationsPerIteration(500)
        .sequentialSpecification(PlainQueue.class)
        .check(SubmissionQueueInterleavingsTest.class);
  }

  @Test
  void realThreadsBehaveLikeAPlainQueue() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(10)
        .invocationsPerIteration(1_000)
        .sequentialSpecification(PlainQueue.class)
        .check(SubmissionQueueInterleavingsTest.class);
  }

  /// What the queue means.
  public static final class PlainQueue {
    private final java.util.ArrayDeque<Integer> numbers = new java.util.ArrayDeque<>();
    private boolean closed;

    public boolean offer(int number) {
      return !closed && numbers.add(number);
    }

    public int poll() {
      Integer first = numbers.poll();
      return first == null ? -1 : first;
    }

    public boolean isEmpty() {
      return numbers.isEmpty();
    }

    public boolean close() {
      boolean won = !closed;
      closed = true;
      return won;
    }
  }
}
