package dev.triga.testing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.stream.ByteQueue;
import dev.triga.stream.StreamFailure;
import dev.triga.testing.Gen;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@TrigaTest
class ByteQueueKeepsOrderTest {
  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] join(byte[] a, byte[] b) {
    var both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  @RepeatedTest(20)
  void anyOperationsGiveWhatAnArrayGives(Gen gen) {
    var queue = new ByteQueue();
    var model = new byte[0];
    for (int i = 0; i < 300; i++) {
      int max = gen.between(0, gen.oneIn(5) ? 50_000 : 700);
      switch (gen.between(0, 9)) {
        case 0, 1, 2 -> {
          var data = gen.bytes(max);
          queue.append(data);
          model = join(model, data);
        }
        case 3 -> {
          var data = gen.bytes(max);
          queue.adopt(ByteBuffer.wrap(data.clone()));
          model = join(model, data);
        }
        case 4 -> {
          var other = new ByteQueue();
          for (var data : gen.list(4, () -> gen.bytes(max))) {
            other.append(data);
            model = join(model, data);
          }
          queue.append(other);
          assertThat(other.isEmpty()).isTrue();
        }
        case 5 ->
            assertThat(bytes(queue.peek(max)))
                .isEqualTo(Arrays.copyOf(model, Math.min(max, model.length)));
        case 6 -> {
          int count = Math.min(max, model.length);
          assertThat(bytes(queue.pop(max))).isEqualTo(Arrays.copyOf(model, count));
          model = Arrays.copyOfRange(model, count, model.length);
        }
        case 7 -> {
          int count = Math.min(max, model.length);
          assertThat(queue.remove(max)).isEqualTo(count);
          model = Arrays.copyOfRange(model, count, model.length);
        }
        case 8 -> {
          var target = ByteBuffer.allocate(max);
          int count = Math.min(max, model.length);
          assertThat(queue.popInto(target)).isEqualTo(count);
          assertThat(bytes(target.flip())).isEqualTo(Arrays.copyOf(model, count));
          model = Arrays.copyOfRange(model, count, model.length);
        }
        default -> {
          var first = bytes(queue.first());
          assertThat(first).isEqualTo(Arrays.copyOf(model, first.length));
          assertThat(first.length > 0).isEqualTo(model.length > 0);
        }
      }
      assertThat(queue.size()).isEqualTo(model.length);
    }
    assertThat(bytes(queue.pop())).isEqualTo(model);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whatWasPoppedStaysAsItIs() {
    var queue = new ByteQueue();
    queue.append(new byte[] {1, 2, 3, 4});
    var popped = queue.pop(2);
    queue.append(new byte[] {5, 6});
    assertThat(bytes(popped)).containsExactly(1, 2);
    assertThat(bytes(queue.pop())).containsExactly(3, 4, 5, 6);
  }

  @Test
  void wholeChunksAreNotCopied() {
    var queue = new ByteQueue();
    var data = new byte[] {1, 2, 3};
    queue.adopt(ByteBuffer.wrap(data));
    data[0] = 9;
    assertThat(bytes(queue.pop())).containsExactly(9, 2, 3);
  }

  @Test
  void whatIsHandedOutCannotBeChanged() {
    var queue = new ByteQueue();
    queue.append(new byte[] {1, 2, 3});
    assertThat(queue.first().isReadOnly()).isTrue();
    assertThat(queue.peek().isReadOnly()).isTrue();
    assertThat(queue.pop().isReadOnly()).isTrue();
  }

  @Test
  void theLimitIsKeptWithTheNumbers() {
    var queue = new ByteQueue(10);
    queue.append(new byte[8]);
    assertThatThrownBy(() -> queue.append(new byte[3]))
        .isInstanceOf(StreamFailure.class)
        .hasMessageContainingAll("8 bytes", "3 more", "limit of 10")
        .satisfies(failure ->
            assertThat(((StreamFailure) failure).reason().kind())
                .isEqualTo(CloseReason.Kind.OVERFLOW));
    assertThat(queue.size()).isEqualTo(8);
    queue.append(new byte[2]);
  }

  @Test
  void nonsenseIsRefused() {
    var queue = new ByteQueue();
    assertThatThrownBy(() -> queue.append(queue)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> queue.pop(-1)).hasMessage("cannot take -1 bytes");
    assertThatThrownBy(() -> queue.remove(-2)).hasMessage("cannot take -2 bytes");
    assertThatThrownBy(() -> new ByteQueue(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsThereInAnEmptyOne() {
    var queue = new ByteQueue();
    assertThat(queue.first().remaining()).isZero();
    assertThat(queue.pop().remaining()).isZero();
    assertThat(queue.remove(5)).isZero();
    assertThat(queue.popInto(ByteBuffer.allocate(5))).isZero();
  }
}
