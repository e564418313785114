package dev.triga.nativeio.socket;

import dev.triga.driver.Descriptor;
import dev.triga.nativeio.libc.DescriptorMessage;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.ErrnoSlot;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The descriptors that travel over one Unix-domain connection: those that wait to be sent with the
/// next bytes, and those that came with the last ones. On the turn.
public final class PassedDescriptors {
  private final ErrnoSlot errno;
  private final DescriptorMessage message = new DescriptorMessage();
  private final int[] waiting = new int[DescriptorMessage.COUNT_MAX];
  private int count;
  private @Nullable Consumer<Descriptor.Raw> receiver;

  /// Nothing passed yet.
  public PassedDescriptors(ErrnoSlot errno) {
    this.errno = errno;
  }

  // Sending

  /// Whether some wait for the next bytes.
  public boolean areWaiting() {
    return count > 0;
  }

  /// Keeps a duplicate for the next bytes; false when as many wait as may.
  ///
  /// @throws IllegalArgumentException if it is not open
  public boolean add(int descriptor) {
    if (count == waiting.length) {
      return false;
    }
    int ours = Descriptors.control(errno, descriptor, Descriptors.F_DUPFD_CLOEXEC, 0);
    if (ours < 0) {
      throw OpenSockets.unusable(descriptor, ours);
    }
    waiting[count++] = ours;
    return true;
  }

  /// Sends bytes with everything that waits; answers with the number of bytes or a negated error
  /// number.
  public int send(int socket, long address, int length) {
    int outcome = message.send(errno, socket, address, length, waiting, count);
    if (outcome > 0) {
      drop();
    }
    return outcome;
  }

  /// Closes what still waits.
  public void drop() {
    for (int index = 0; index < count; index++) {
      Descriptors.close(errno, waiting[index]);
    }
    count = 0;
  }

  // Receiving

  /// Who gets what comes in.
  public void receiver(Consumer<Descriptor.Raw> wanted) {
    receiver = wanted;
  }

  /// Whether somebody wants what comes in.
  public boolean hasReceiver() {
    return receiver != null;
  }

  /// Takes bytes and hands over what came with them; answers with the number of bytes or a negated
  /// error number.
  public int receive(int socket, long address, int length) {
    int outcome = message.receive(errno, socket, address, length);
    var wanted = receiver;
    if (outcome >= 0 && wanted != null) {
      deliver(wanted);
    }
    return outcome;
  }

  private void deliver(Consumer<Descriptor.Raw> wanted) {
    // Copied first: a callback may bring about another receive.
    var came = new int[message.received()];
    for (int index = 0; index < came.length; index++) {
      came[index] = message.received(index);
    }
    for (int descriptor : came) {
      wanted.accept(new Descriptor.Raw(descriptor));
    }
  }
}
