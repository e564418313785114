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

  /// What a message counts beside its own bytes.
  private static final int LETTER_BYTES = 64;

  /// Above it, a bundle takes no further message.
  private static final int BUNDLE_BYTES = 256 << 10;

  /// How long a worker may take for a bundle: as long as it may be silent by default before it is
  /// replaced.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// When to try again after a worker took nothing.
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final Actor self;
  private final ActorRef peer;
  private final ToIntFunction<String> sizes;
  private final ArrayDeque<Item> waiting = new ArrayDeque<>();
  private final Set<String> changed = new LinkedHashSet<>();

  /// What did not fit behind that which waits, by group.
  private final Map<String, Long> missed = new LinkedHashMap<>();

  private int waitingBytes;
  private boolean isUnderWay;
  private boolean isOver;

  /// Something that has its place among what is sent.
  sealed interface Item {}

  /// A message for the members of a group.
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and kept as it goes.
  record Letter(String group, boolean isText, byte[] message) implements Item {
    private int bytes() {
      return LETTER_BYTES + message.length;
    }
  }

  /// Messages that are missing here, by group.
  private record Gap(Map<String, Long> messages) implements Item {}

  /// @param sizes how many members of a group this worker has
  PeerQueue(Actor self, ActorRef peer, ToIntFunction<String> sizes) {
    this.self = self;
    this.peer = peer;
    this.sizes = sizes;
  }

  void put(Letter letter) {
    if (waitingBytes + letter.bytes() > WAITING_BYTES_MAX + LETTER_BYTES) {
      missed.merge(letter.group, 1L, Long::sum);
    } else {
      if (!missed.isEmpty()) {
        waiting.add(new Gap(Map.copyOf(missed)));
        missed.clear();
      }
      waiting.add(letter);
      waitingBytes += letter.bytes();
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
    List<String> told = List.copyOf(changed);
    changed.clear();
    told.forEach(group -> bundle.size(group, sizes.applyAsInt(group)));
    List<Item> sent = new ArrayList<>();
    while (!waiting.isEmpty() && bundle.size() < BUNDLE_BYTES) {
      add(waiting.remove(), bundle, sent);
    }
    if (waiting.isEmpty() && !missed.isEmpty()) {
      add(new Gap(Map.copyOf(missed)), bundle, sent);
      missed.clear();
    }
    var _ =
        peer.ask(GroupCommands.DELIVER, bundle.toBytes(), PATIENCE)
            .handle((delivered, failure) -> {
              ended(failure, sent, told);
              return null;
            });
  }

  private void add(Item item, Bundle bundle, List<Item> sent) {
    switch (item) {
      case Letter letter -> {
        waitingBytes -= letter.bytes();
        bundle.message(letter.group, letter.isText, letter.message);
      }
      case Gap gap -> gap.messages.forEach(bundle::missed);
    }
    sent.add(item);
  }

  private void ended(@Nullable Throwable failure, List<Item> sent, List<String> told) {
    isUnderWay = false;
    if (isOver || failure == null) {
      send();
    } else if (failure instanceof TerminatedFailure) {
      close();
    } else if (failure instanceof MailboxFullFailure) {
      changed.addAll(told);
      sendLater(sent);
    } else {
      self.reactor().log().warning("messages to a group were lost on the way to " + peer, failure);
      changed.addAll(told);
      sendLater(List.of(lost(sent)));
    }
  }

  /// They have not arrived: they go first, after a while.
  private void sendLater(List<Item> items) {
    for (Item item : items.reversed()) {
      waiting.addFirst(item);
      if (item instanceof Letter letter) {
        waitingBytes += letter.bytes();
      }
    }
    isUnderWay = true;
    self.schedule(
        AGAIN,
        () -> {
          isUnderWay = false;
          send();
        });
  }

  private static Gap lost(List<Item> items) {
    Map<String, Long> lost = new LinkedHashMap<>();
    for (Item item : items) {
      switch (item) {
        case Letter letter -> lost.merge(letter.group, 1L, Long::sum);
        case Gap gap ->
            gap.messages.forEach((group, messages) -> lost.merge(group, messages, Long::sum));
      }
    }
    return new Gap(lost);
  }
}
