package dev.triga.http.websocket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all sockets of one reactor share: memory that is used within one call, compression without
/// context, and who is open. On the turn.
final class Workspace {
  /// What is kept of memory that one large message has made larger.
  private static final int KEPT_BYTES_MAX = 256 << 10;

  private static final int FIRST_BYTES = 8 << 10;
  private static final int KEYS = 256;

  /// What a handshake has brought for one connection.
  ///
  /// @param isServer which side this is
  /// @param subprotocol the one that both understand, or null
  /// @param inflation null if nothing is compressed
  /// @param deflation null if nothing is compressed
  /// @param hasContext whether one of them belongs to this connection
  record Terms(
      boolean isServer,
      @Nullable String subprotocol,
      @Nullable Inflation inflation,
      @Nullable Deflation deflation,
      boolean hasContext) {}

  private final Compression compression;
  private final Set<WebSocketConnection> open = new LinkedHashSet<>();
  private final ByteBuffer keys = ByteBuffer.allocate(KEYS * Integer.BYTES);
  private @Nullable SecureRandom random;
  private final Utf8 utf8 = new Utf8();
  private byte[] incoming = new byte[FIRST_BYTES];
  private ByteBuffer incomingView = ByteBuffer.wrap(incoming);
  private byte[] inflated = {};
  private byte[] deflated = {};
  private ByteBuffer outgoing = ByteBuffer.allocate(FIRST_BYTES);
  private @Nullable Inflation inflation;
  private @Nullable Deflation deflation;
  private int contexts;

  Workspace(Compression compression) {
    this.compression = compression;
    keys.position(keys.limit());
  }

  Set<WebSocketConnection> open() {
    return open;
  }

  Compression compression() {
    return compression;
  }

  /// Memory for a frame that has come.
  byte[] incoming(int bytes) {
    if (incoming.length < bytes || incoming.length > Math.max(bytes, KEPT_BYTES_MAX)) {
      incoming = new byte[sized(bytes)];
      incomingView = ByteBuffer.wrap(incoming);
    }
    return incoming;
  }

  /// The first bytes of an array as a buffer, which for [#incoming] is always the same.
  ByteBuffer view(byte[] bytes, int length) {
    return bytes == incoming
        ? incomingView.clear().order(ByteOrder.BIG_ENDIAN).limit(length)
        : ByteBuffer.wrap(bytes, 0, length);
  }

  /// Whether this is UTF-8.
  boolean isUtf8(ByteBuffer text) {
    boolean isWhole;
    if (text.hasArray()) {
      int from = text.arrayOffset() + text.position();
      isWhole = utf8.accepts(text.array(), from, from + text.remaining()) && utf8.isWhole();
    } else {
      byte[] copy = new byte[text.remaining()];
      text.get(text.position(), copy);
      isWhole = utf8.accepts(copy, 0, copy.length) && utf8.isWhole();
    }
    utf8.reset();
    return isWhole;
  }

  /// Memory for a frame that goes, empty.
  ByteBuffer outgoing(int bytes) {
    if (outgoing.capacity() < bytes) {
      outgoing = ByteBuffer.allocate(sized(bytes));
    }
    return outgoing.clear();
  }

  /// What was inflated last.
  byte[] inflated() {
    return inflated;
  }

  /// Memory to inflate into, with room behind what is there.
  byte[] inflatedRoom(int used, int max) {
    if (used == 0 && inflated.length > KEPT_BYTES_MAX) {
      inflated = new byte[0];
    }
    if (inflated.length == used && used < max) {
      inflated = Arrays.copyOf(inflated, Math.min(max, sized(used + 1)));
    }
    return inflated;
  }

  /// What was compressed last.
  byte[] deflated() {
    return deflated;
  }

  /// Memory to compress into, at least so many bytes.
  byte[] deflatedRoom(int used, int bytes) {
    if (used == 0 && deflated.length > KEPT_BYTES_MAX) {
      deflated = new byte[0];
    }
    if (deflated.length < bytes) {
      deflated = Arrays.copyOf(deflated, sized(bytes));
    }
    return deflated;
  }

  private static int sized(int bytes) {
    return bytes <= FIRST_BYTES ? FIRST_BYTES : (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes);
  }

  /// A masking key that nobody can foresee (RFC 6455, 10.3).
  int key() {
    if (!keys.hasRemaining()) {
      if (random == null) {
        random = new SecureRandom();
      }
      random.nextBytes(keys.clear().array());
    }
    return keys.getInt();
  }

  /// Whether one more connection may remember its messages.
  boolean hasContext() {
    return contexts < compression.contextsMax();
  }

  /// What a connection gets, by what was agreed on.
  Terms terms(boolean isServer, @Nullable String subprotocol, @Nullable DeflateTerms deflate) {
    if (deflate == null) {
      return new Terms(isServer, subprotocol, null, null, false);
    }
    boolean weForget = isServer ? deflate.serverForgets() : deflate.clientForgets();
    boolean theyForget = isServer ? deflate.clientForgets() : deflate.serverForgets();
    boolean hasContext = !weForget || !theyForget;
    if (hasContext) {
      contexts++;
    }
    return new Terms(
        isServer,
        subprotocol,
        theyForget ? inflation() : new Inflation(this, true),
        weForget ? deflation() : new Deflation(this, compression.level(), true),
        hasContext);
  }

  void giveContext() {
    contexts--;
  }

  /// The one for all whose peers forget each message.
  Inflation inflation() {
    if (inflation == null) {
      inflation = new Inflation(this, false);
    }
    return inflation;
  }

  /// The one for all who forget each message.
  Deflation deflation() {
    if (deflation == null) {
      deflation = new Deflation(this, compression.level(), false);
    }
    return deflation;
  }
}
