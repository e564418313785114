package dev.triga.actors;

import dev.triga.actors.cell.GroupReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actors of a [group][ActorSpec#group], such as the workers of a monitor. As a recipient it
/// shares messages out among the members that live now, one after the other; a member whose mailbox
/// is full is passed over. Without members a message ends as for an actor that has ended. Any
/// thread.
public sealed interface ActorGroup extends Recipient permits GroupReference {
  /// The name of the group.
  String name();

  /// Its members, in the order in which they came.
  List<ActorRef> members();

  /// Tells every member.
  ///
  /// @return how many took it
  <A extends @Nullable Object> int tellAll(Command<A, ?> command, A argument);
}
