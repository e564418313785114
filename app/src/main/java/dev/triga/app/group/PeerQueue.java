package dev.triga.app.group;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorRef;
import dev.triga.actors.MailboxFullFailure;
import dev.triga.actors.TerminatedFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What waits for one other worker. One bundle is on its way at a time; what is sent meanwhile goes
/// together in the next, so that the queue is in step with the receiver, whatever its pace. On the
/// turn.
final class PeerQueue {
  /// How many bytes may wait for a worker: four messages of the largest size that a WebSocket takes
  /// by default.
  static final int WAITING_BYTES_MAX = 4 << 20;

  /// Above it, a bundle takes no further message.
  private static final int BUNDLE_BYTES = 256 << 10;

  /// How long a worker may take for a bundle: as long as it may be silent by default before it is
  /// replaced.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// When to try again after the mailbox of a worker was full of other messages.
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final Actor self;
  private final ActorRef peer;
  private final ToIntFunction<String> sizes;
  private final ArrayDeque<Letter> waiting = new ArrayDeque<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final Map<String, Long> missed = new LinkedHashMap<>();
  private int waitingBytes;
  private boolean isUnderWay;
  private boolean isOver;

  /// A message for the members of a group.
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and kept as it goes.
  record Letter(String group, boolean isText, byte[] message) {}

  /// @param sizes how many members of a group this worker has
  PeerQueue(Actor self, ActorRef peer, ToIntFunction<String> sizes) {
    this.self = self;
    this.peer = peer;
    this.sizes = sizes;
  }

  void put(Letter letter) {
    if (waitingBytes + letter.message.length > WAITING_BYTES_MAX) {
      missed.merge(letter.group, 1L, Long::sum);
    } else {
      waiting.add(letter);
      waitingBytes += letter.message.length;
    }
    send();
  }

  /// The number of members here has changed; only the last one is of interest.
  void sizeChanged(String group) {
    changed.add(group);
    send();
  }

  /// The worker has ended, or has none of our groups: what waits is for nobody.
  void close() {
    isOver = true;
    waiting.clear();
    changed.clear();
    missed.clear();
    waitingBytes = 0;
  }

  private void send() {
    if (isOver || isUnderWay || (waiting.isEmpty() && changed.isEmpty() && missed.isEmpty())) {
      return;
    }
    isUnderWay = true;
    var bundle = new Bundle(self.id().text());
    changed.forEach(group -> bundle.size(group, sizes.applyAsInt(group)));
    missed.forEach(bundle::missed);
    List<String> told = List.copyOf(changed);
    Map<String, Long> owned = Map.copyOf(missed);
    changed.clear();
    missed.clear();
    List<Letter> sent = new ArrayList<>();
    while (!waiting.isEmpty() && (sent.isEmpty() || bundle.size() < BUNDLE_BYTES)) {
      var next = waiting.remove();
      waitingBytes -= next.message.length;
      bundle.message(next.group, next.isText, next.message);
      sent.add(next);
    }
    var _ =
        peer.ask(GroupCommands.DELIVER, bundle.toBytes(), PATIENCE)
            .handle((delivered, failure) -> {
              ended(failure, sent, told, owned);
              return null;
            });
  }

  private void ended(
      @Nullable Throwable failure, List<Letter> sent, List<String> told, Map<String, Long> owned) {
    isUnderWay = false;
    if (isOver || failure == null) {
      send();
    } else if (failure instanceof TerminatedFailure) {
      close();
    } else {
      changed.addAll(told);
      owned.forEach((group, messages) -> missed.merge(group, messages, Long::sum));
      if (failure instanceof MailboxFullFailure) {
        // It was not sent: it goes first when there is room.
        sent.reversed().forEach(waiting::addFirst);
        sent.forEach(letter -> waitingBytes += letter.message.length);
        isUnderWay = true;
        self.schedule(
            AGAIN,
            () -> {
              isUnderWay = false;
              send();
            });
      } else {
        self.reactor()
            .log()
            .warning("messages to a group were lost on the way to " + peer, failure);
        sent.forEach(letter -> missed.merge(letter.group, 1L, Long::sum));
        send();
      }
    }
  }
}
