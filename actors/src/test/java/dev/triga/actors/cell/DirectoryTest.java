package dev.triga.actors.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import org.junit.jupiter.api.Test;

/// What is remembered of those who were there.
@TrigaTest
class DirectoryTest {
  @Test
  void groupsThatNobodyIsInAreNotHeld(MemoryReactor memory) {
    var arbiter = ArbiterCell.on(memory.reactor());
    memory.settle();
    Directory directory = arbiter.population().directory();
    assertThat(arbiter.group("nobody").members()).isEmpty();
    var early = arbiter.group("some");
    var spawned = arbiter.spawn(ActorSpec.thread("one").group("some"));
    memory.settle();
    ActorRef one = spawned.resultNow();
    assertThat(directory.groups()).containsExactly("some");
    assertThat(early.members()).containsExactly(one);

    one.stop();
    memory.settle();
    assertThat(directory.groups()).isEmpty();

    spawned = arbiter.spawn(ActorSpec.thread("two").group("some"));
    memory.settle();
    assertThat(early.members()).containsExactly(spawned.resultNow());
    arbiter.stop();
    memory.settle();
    assertThat(directory.groups()).isEmpty();
  }
}
