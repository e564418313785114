package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.reactor.Reactor;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One connection: what a [Protocol] writes to and closes.
///
/// **Threads.** [#write], [#writeSequence], [#close()], [#close(Duration)], [#abort()] and the
/// questions are for any thread; what several threads write is taken in one order, each thread's in
/// its own. The rest needs the turn.
///
/// **Writing** never blocks and, but for [#lend], never keeps the caller's buffer. The writes of a
/// pass go out together, in one system call. Unsent bytes are bounded: [#write] answers
/// [WriteOutcome#ABOVE_HIGH_WATER] above the high watermark (64 KiB), [Protocol#writable()] follows
/// at the low one (32 KiB), and a connection whose unsent bytes would exceed the hard cap (64 MiB)
/// with a write is aborted with [CloseReason.Kind#OVERFLOW]. All three are about [#unsentBytes].
///
/// **The end** comes exactly once, as [Protocol#connectionLost]. After it everything is a no-op,
/// and writes answer [WriteOutcome#CLOSED].
public interface Transport {
  /// How long [#close()] lets the peer take before it aborts.
  Duration DEFAULT_CLOSE_DEADLINE = Duration.ofSeconds(30);

  /// Default high watermark.
  int DEFAULT_HIGH_WATER_BYTES = 64 * 1024;

  /// Default low watermark.
  int DEFAULT_LOW_WATER_BYTES = 32 * 1024;

  /// Default hard cap on unsent bytes.
  long DEFAULT_HARD_CAP_BYTES = 64L << 20;

  /// How many files may wait on one connection to be sent, the one under way included.
  int FILES_WAITING_MAX = 1024;

  /// How many bytes of a file the system moves in one pass of the loop at most: fewer cost more
  /// calls, more cost more each (see `docs/decisions/0050`).
  int FILE_BYTES_PER_PASS_MAX = 1 << 20;

  /// Writes the bytes from position to limit and leaves the position at the limit (also when the
  /// answer is [WriteOutcome#CLOSED]). Any thread.
  WriteOutcome write(ByteBuffer data);

  /// Writes as [#write] does, but what the system does not take at once is not copied either: the
  /// content must not change, nor its memory be given back, before it is sent or the connection is
  /// over. For what is large and stays as it is; direct buffers only, others are copied. On the
  /// turn.
  default WriteOutcome lend(ByteBuffer data) {
    return write(data);
  }

  /// Writes all buffers as one: nothing comes between them. Any thread.
  WriteOutcome writeSequence(Iterable<ByteBuffer> data);

  /// Sends a file, or a part of one, behind what was written before and ahead of what is written
  /// afterwards. On the turn.
  ///
  /// Where the driver can, the system moves the bytes from its cache of files to the socket by
  /// itself (`sendfile`). That never waits for the peer, and takes at most
  /// [#FILE_BYTES_PER_PASS_MAX] in a pass of the loop, so that other connections have their turn;
  /// but bytes that the cache lacks are fetched from the disk **while the loop waits**. A file on a
  /// slow disk is better read by a [dev.triga.stream.FileSource]. With TLS, in memory, over pipes
  /// and from file systems without that ability, the bytes are read beside the loop, at most 128
  /// KiB ahead, and written.
  ///
  /// The file is opened beside the loop, while the one before it is sent; so a connection has at
  /// most two files open.
  ///
  /// Its bytes do not count as unsent; a producer that is registered goes on, and
  /// [Protocol#writable()] comes, when they have gone. [#close()] and [#shutdownOutput()] wait for
  /// them as for other bytes, [#close()] within its deadline: where the peer may be slow, close
  /// when the result is there. A file that shrinks or cannot be read once bytes have gone, or that
  /// has less than was promised (see [FileRegion]), aborts the connection. So does cancelling when
  /// bytes have gone; before, nothing of it is sent and the connection goes on.
  ///
  /// @return how many bytes were sent, when the system has them all; or a [FileFailure], also when
  ///   the connection ends before
  /// @throws IllegalStateException if [#FILES_WAITING_MAX] files are waiting to be sent
  /// @throws UnsupportedOperationException if this transport sends no files
  default Deferred<Long> sendFile(FileRegion region) {
    throw new UnsupportedOperationException("this transport sends no files: " + this);
  }

  /// Opens a regular file beside the turn in order to send it, and finds out what it is like. On
  /// the turn.
  ///
  /// Whoever asked for it closes it or sends it; one that is opened after the result was cancelled,
  /// or the connection ended, is closed here.
  ///
  /// @return the file; or a [FileFailure], whose reason has the [java.io.IOException] as its cause:
  ///   a [java.nio.file.NoSuchFileException] or [java.nio.file.AccessDeniedException] where that is
  ///   so
  /// @throws UnsupportedOperationException if this transport sends no files
  default Deferred<OpenFile> openFile(Path file) {
    throw new UnsupportedOperationException("this transport sends no files: " + this);
  }

  /// Sends a whole file: see [#sendFile(FileRegion)]. On the turn.
  default Deferred<Long> sendFile(Path file) {
    return sendFile(FileRegion.of(file));
  }

  /// Ends the connection in order, within 30 seconds: see [#close(Duration)]. Any thread.
  ///
  /// @return whether this call began the end
  boolean close();

  /// Ends the connection in order: delivers no more data, sends what is unsent, ends our side
  /// (FIN), waits briefly for the peer to end its side so that nothing on the way is lost, and
  /// reports [CloseReason.Kind#DONE]. With a pull producer or a paused push producer registered, it
  /// first waits for it to be unregistered. What is not done after `deadline` is aborted. A later,
  /// shorter deadline counts. Any thread.
  ///
  /// @return whether this call began the end
  /// @throws IllegalArgumentException if the deadline is negative
  boolean close(Duration deadline);

  /// Ends the connection at once: drops what is unsent and resets it (RST). The terminal event
  /// follows in a later turn of the loop, never inside this call. Any thread.
  ///
  /// @return whether this call began the end, or cut short an orderly one
  default boolean abort() {
    return abort(CloseReason.of(CloseReason.Kind.ABORTED, "aborted by this side"));
  }

  /// Ends the connection at once, as [#abort()] does, for a reason of one's own. Any thread.
  ///
  /// @param reason what [Protocol#connectionLost] is told, if this call wins
  /// @return whether this call began the end, or cut short an orderly one
  boolean abort(CloseReason reason);

  /// Whether the end has begun, by whatever side: no data is delivered any more. Any thread.
  boolean isEnding();

  /// Succeeds with the reason when the connection has ended, after [Protocol#connectionLost]. Each
  /// call gives a Deferred of its own. Any thread.
  Deferred<CloseReason> ended();

  /// Ends our side after what is unsent (FIN), and goes on reading. Later writes answer CLOSED. On
  /// the turn. Idempotent.
  void shutdownOutput();

  /// Delivers no more data until [#resumeReading()]; the peer is slowed down by the system's
  /// buffers. On the turn. Idempotent.
  void pauseReading();

  /// Delivers data again, never inside this call; [Protocol#readingResumed()] comes first. On the
  /// turn. Idempotent; nothing while closing.
  void resumeReading();

  /// Whether reading is paused.
  boolean isReadingPaused();

  /// Whether it takes writes. Any thread.
  boolean isOpen();

  /// The bytes accepted and not yet handed to the system. With TLS what waits encrypted counts as
  /// long as it is then, a little longer than what was written; some 64 KiB are encrypted ahead.
  /// Any thread.
  long unsentBytes();

  /// Sets the watermarks, in bytes. On the turn.
  ///
  /// @throws IllegalArgumentException unless `0 <= low <= high <=` the hard cap
  void watermarks(int low, int high);

  /// Registers the one producer of what is written. A push producer is paused above the high
  /// watermark and resumed when everything is sent; a pull producer is asked for more each time
  /// everything is sent, the first time at once. On a closed transport it is only stopped. On the
  /// turn.
  ///
  /// @throws IllegalStateException if one is registered already
  void registerProducer(Producer producer);

  /// Lets go of the producer; a pending close goes on. On the turn. Idempotent.
  void unregisterProducer();

  /// Our address. Any thread.
  SocketAddress localAddress();

  /// The peer's address; behind a proxy that speaks the PROXY protocol ([ProxyProtocol]) the one
  /// that the proxy tells. Any thread.
  SocketAddress remoteAddress();

  /// What a proxy has told about this connection, or null if it came without one. Any thread.
  default @Nullable ProxyHeader proxyHeader() {
    return null;
  }

  /// Who is at the other end of a Unix-domain connection, as the system saw it when the connection
  /// was made. On the turn.
  ///
  /// @throws UnsupportedOperationException if this is no Unix-domain connection, or the driver
  ///   cannot ask
  /// @throws java.io.UncheckedIOException if the system does not say
  PeerCredentials peerCredentials();

  /// Sends an open descriptor over a Unix-domain connection (`SCM_RIGHTS`), at the latest with the
  /// first of these bytes, which the receiver needs in order to notice it: see
  /// [DescriptorReceiver]. What is sent is a duplicate; ours stays open and ours. Descriptors
  /// arrive in the order in which they were sent. On the turn.
  ///
  /// @param data at least one byte; taken as by [#write]
  /// @throws IllegalArgumentException if there are no bytes, or the descriptor is not open
  /// @throws UnsupportedOperationException if this connection carries no descriptors, with the
  ///   reason: only Unix-domain connections on native drivers do
  /// @throws IllegalStateException if 64 descriptors wait to be sent already: wait for
  ///   [Protocol#writable()]
  WriteOutcome sendDescriptor(Descriptor descriptor, ByteBuffer data);

  /// The descriptor below, which stays this connection's: for sending it to another process. On the
  /// turn.
  ///
  /// @throws UnsupportedOperationException if there is none, as in memory
  Descriptor descriptor();

  /// The value of a socket option, such as `StandardSocketOptions.TCP_NODELAY`. On the turn.
  <T> T option(SocketOption<T> option);

  /// Sets a socket option. On the turn.
  <T> void option(SocketOption<T> option, T value);

  /// Starts TLS on this connection, in the role of the options. What was written before goes out in
  /// clear, what is written from now on is kept until the peer's identity is certain and then sent
  /// encrypted; bytes received from now on are the peer's side of the handshake. When the handshake
  /// fails, the connection ends with [CloseReason.Kind#TLS]. On the turn.
  ///
  /// Bytes that came in clear and were not looked at yet must not be taken as if they had come
  /// later: whoever has tampered with the connection may have put them there. The protocols of
  /// [dev.triga.protocol] see to that.
  ///
  /// @return what was agreed on, or a [TlsFailure]
  /// @throws IllegalArgumentException if a client verifies the host but has no name to verify
  /// @throws IllegalStateException if TLS was started before, or the connection is ending
  /// @throws UnsupportedOperationException if this transport carries no TLS, as one in a test kit
  default Deferred<TlsSession> startTls(TlsOptions options) {
    throw new UnsupportedOperationException("this transport carries no TLS: " + this);
  }

  /// What was agreed on when TLS was started, or null while there is no TLS. Any thread.
  default @Nullable TlsSession tls() {
    return null;
  }

  /// The reactor on which the protocol is called.
  Reactor reactor();
}
