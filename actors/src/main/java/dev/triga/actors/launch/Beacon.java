package dev.triga.actors.launch;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The worker's side of the watch: a thread of its own that answers each ping with the number of
/// beats of the loop, and that ends the process when the arbiter is gone.
///
/// It needs nothing of the loop and allocates nothing once it runs, so it answers for a worker
/// whose loop is stuck and for one that is out of memory: the arbiter learns from an answer that
/// the JVM lives, from the beats in it whether the loop does.
///
/// A ping is eight bytes, which come back with eight more. At the end of the connection the worker
/// is asked to stop; after [#LAST_WORDS] it is halted, whatever it does, and be it that it hangs in
/// a shutdown hook.
public final class Beacon {
  /// How long a worker may go on without its arbiter.
  public static final Duration LAST_WORDS = Duration.ofMillis(700);

  /// How often one that is leaving looks whether its arbiter is there.
  private static final Duration LOOK = Duration.ofMillis(100);

  /// Bytes of a ping in its frame: length, flags, number.
  static final int PING_BYTES = 4 + 1 + 8;

  /// Bytes of an answer in its frame: length, flags, number, beats.
  static final int PONG_BYTES = 4 + 1 + 16;

  private final SocketChannel channel;
  private final Runnable orphaned;
  private final Runnable halt;
  private volatile long beats;
  private volatile boolean isLeaving;

  private Beacon(SocketChannel channel, Runnable orphaned, Runnable halt) {
    this.channel = channel;
    this.orphaned = orphaned;
    this.halt = halt;
  }

  /// Connects, and answers from then on.
  ///
  /// @param arbiter the arbiter's socket
  /// @param hello who we are
  /// @param orphaned asks this process to stop; called on the beacon's thread
  /// @param halt ends this process at once
  /// @throws IOException if the arbiter is not there
  public static Beacon light(Path arbiter, Hello hello, Runnable orphaned, Runnable halt)
      throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(arbiter));
    byte[] greeting = hello.toMessage().toBytes();
    var frame = ByteBuffer.allocate(5 + greeting.length);
    frame.putInt(greeting.length + 1).put((byte) 0).put(greeting).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
    var beacon = new Beacon(channel, orphaned, halt);
    Thread.ofPlatform().name("triga-beacon").daemon().start(beacon::answer);
    return beacon;
  }

  /// The loop runs. On its turn.
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only the loop counts.
  public void beat() {
    beats++;
  }

  /// The process is about to end by itself, and is asked nothing any more. The watch goes on,
  /// because a shutdown hook may keep the process for as long as it likes; but from the next ping
  /// on, which the arbiter sends when it hears of this, it no longer waits for bytes in a call of
  /// the system, because a JVM that ends waits 300 ms for a thread that does.
  public void leaving() {
    isLeaving = true;
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Its descriptor is gone one way or the other, and nobody waits for an answer of it.
      return;
    }
  }

  private void answer() {
    // Direct, so that the channel needs no buffer of its own.
    var ping = ByteBuffer.allocateDirect(PING_BYTES);
    var pong = ByteBuffer.allocateDirect(PONG_BYTES);
    try {
      while (true) {
        ping.clear();
        while (ping.hasRemaining()) {
          int count = channel.read(ping);
          if (count < 0) {
            throw new EOFException();
          }
          if (count == 0) {
            LockSupport.parkNanos(LOOK.toNanos());
          }
        }
        pong.clear().putInt(PONG_BYTES - 4).put((byte) 0).putLong(ping.getLong(5)).putLong(beats);
        pong.flip();
        while (pong.hasRemaining()) {
          channel.write(pong);
        }
        if (isLeaving && channel.isBlocking()) {
          channel.configureBlocking(false);
        }
      }
    } catch (IOException e) {
      end();
    }
  }

  private void end() {
    close();
    long deadline = System.nanoTime() + LAST_WORDS.toNanos();
    if (!isLeaving) {
      askToStop();
    }
    for (long left; (left = deadline - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
    halt.run();
  }

  private void askToStop() {
    try {
      orphaned.run();
    } catch (RuntimeException | Error e) {
      if (!isLeaving) {
        // A loop that takes no word any more is ended without one.
        halt.run();
      }
    }
  }
}
