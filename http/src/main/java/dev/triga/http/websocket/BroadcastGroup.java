package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBound;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sockets of one reactor that get the same messages. A message is made into a frame once, and
/// compressed once for all who agreed on compression without context. A socket leaves when it ends.
/// On the turn.
public final class BroadcastGroup implements ReactorBound {
  /// How many bytes may wait for a member before it counts as slow, unless said otherwise.
  public static final int DEFAULT_UNSENT_BYTES_MAX = 1 << 20;

  private final Reactor reactor;
  private final SlowMember policy;
  private final int unsentBytesMax;
  private final Set<WebSocketConnection> members = new LinkedHashSet<>();
  private final Utf8 utf8 = new Utf8();
  private long skipped;
  private Runnable onChange = () -> {};

  /// An empty one that closes slow members.
  public BroadcastGroup(Reactor reactor) {
    this(reactor, SlowMember.CLOSED, DEFAULT_UNSENT_BYTES_MAX);
  }

  /// An empty one.
  ///
  /// @param policy what is done about a member for whom more than `unsentBytesMax` bytes wait
  /// @throws IllegalArgumentException if that limit is not positive
  public BroadcastGroup(Reactor reactor, SlowMember policy, int unsentBytesMax) {
    this.reactor = Objects.requireNonNull(reactor, "reactor");
    this.policy = Objects.requireNonNull(policy, "policy");
    if (unsentBytesMax <= 0) {
      throw new IllegalArgumentException(
          "unsentBytesMax is " + unsentBytesMax + ": it has to be positive");
    }
    this.unsentBytesMax = unsentBytesMax;
  }

  /// Adds a socket.
  ///
  /// @return whether it was added: not if it is in already, or has ended
  /// @throws IllegalArgumentException if it is one of another reactor, or a client's
  public boolean add(WebSocket socket) {
    var connection = (WebSocketConnection) socket;
    if (connection.reactor() != reactor || !connection.isServer()) {
      throw new IllegalArgumentException(
          socket + " cannot be a member: those are of one reactor, and of servers");
    }
    boolean isNew = connection.isOpen() && members.add(connection);
    if (isNew) {
      connection.joined(this);
      onChange.run();
    }
    return isNew;
  }

  /// Removes a socket, and leaves it open.
  ///
  /// @return whether it was in
  public boolean remove(WebSocket socket) {
    var connection = (WebSocketConnection) socket;
    boolean wasIn = members.remove(connection);
    if (wasIn) {
      connection.left(this);
      onChange.run();
    }
    return wasIn;
  }

  /// How many members it has.
  public int size() {
    return members.size();
  }

  /// Has a function called each time after a member has come or gone; it replaces the one before.
  /// It must not throw.
  public void onChange(Runnable listener) {
    onChange = Objects.requireNonNull(listener, "listener");
  }

  /// Notes that messages for all members were lost on their way to this group, as it happens where
  /// they come from another process: all count as slow.
  ///
  /// @throws IllegalArgumentException if the number is not positive
  public void missed(long messages) {
    if (messages < 1) {
      throw new IllegalArgumentException(messages + " messages cannot be missed");
    }
    for (var member : List.copyOf(members)) {
      missed(member, messages);
    }
  }

  /// How many messages slow members have missed.
  public long skipped() {
    return skipped;
  }

  /// Sends everybody a text.
  ///
  /// @return how many took it
  public int send(String text) {
    return send(Opcode.TEXT, ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  /// Sends everybody a text that is UTF-8 already: the bytes from position to limit.
  ///
  /// @return how many took it
  /// @throws IllegalArgumentException if it is not UTF-8
  public int sendUtf8(ByteBuffer text) {
    byte[] copy = new byte[text.remaining()];
    text.get(text.position(), copy);
    boolean isUtf8 = utf8.accepts(copy, 0, copy.length) && utf8.isWhole();
    utf8.reset();
    if (!isUtf8) {
      throw new IllegalArgumentException("a text of " + copy.length + " bytes is not UTF-8");
    }
    text.position(text.limit());
    return send(Opcode.TEXT, ByteBuffer.wrap(copy));
  }

  /// Sends everybody a binary message, the bytes from position to limit.
  ///
  /// @return how many took it
  public int send(ByteBuffer binary) {
    int sent = send(Opcode.BINARY, binary.duplicate());
    binary.position(binary.limit());
    return sent;
  }

  private int send(int opcode, ByteBuffer message) {
    var once = new Frames(opcode, message);
    int sent = 0;
    for (var member : List.copyOf(members)) {
      if (member.unsentBytes() > unsentBytesMax) {
        missed(member, 1);
      } else if (once.sendTo(member) != WriteOutcome.CLOSED) {
        sent++;
      }
    }
    return sent;
  }

  private void missed(WebSocketConnection member, long messages) {
    skipped += messages;
    if (policy == SlowMember.CLOSED) {
      remove(member);
      member.close(CloseCode.TRY_AGAIN_LATER, "too slow for what is sent here");
    }
  }

  @Override
  public Reactor reactor() {
    return reactor;
  }

  @Override
  public String toString() {
    return "BroadcastGroup[" + members.size() + " members]";
  }

  /// One message, in each form at most once.
  private static final class Frames {
    private final int opcode;
    private final ByteBuffer message;
    private final List<Compressed> compressed = new ArrayList<>(1);
    private @Nullable ByteBuffer plain;

    /// A form for one workspace, whose settings may differ from those of others.
    private record Compressed(Workspace workspace, @Nullable ByteBuffer frame) {}

    Frames(int opcode, ByteBuffer message) {
      this.opcode = opcode;
      this.message = message;
    }

    WriteOutcome sendTo(WebSocketConnection member) {
      if (!member.writer().isShareable()) {
        return member.message(opcode, message.duplicate());
      }
      var small = member.isCompressed() ? compressed(member.workspace()) : null;
      return member.shared((small == null ? plain() : small).duplicate());
    }

    private ByteBuffer plain() {
      if (plain == null) {
        plain = FrameWriter.whole(opcode, message);
      }
      return plain;
    }

    private @Nullable ByteBuffer compressed(Workspace workspace) {
      for (var known : compressed) {
        if (known.workspace() == workspace) {
          return known.frame();
        }
      }
      var made = FrameWriter.compressed(workspace, opcode, message);
      compressed.add(new Compressed(workspace, made));
      return made;
    }
  }
}
