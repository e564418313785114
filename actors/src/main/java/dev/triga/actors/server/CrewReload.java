package dev.triga.actors.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A reload of a crew that is under way. There are never fewer workers before the new ones serve,
/// so it has three numbers of workers: one to go back to, one for meanwhile, and one to end with.
/// It has a say on the number only as long as that is the one for meanwhile: whoever wishes for
/// another one gets it.
///
/// @param crew what is to be again if it fails
/// @param shutdown how long a worker may take to stop if it fails
/// @param target how many workers there are to be if it fails
/// @param meanwhile how many until it has an end
/// @param goal how many when all of the new description serve
record CrewReload(ServerCrew crew, Duration shutdown, int target, int meanwhile, int goal) {
  /// A reload of a crew at rest, or in place of the one that is under way: who fails goes back to
  /// what has worked last.
  ///
  /// @param before what is under way
  /// @param now the crew as it is, without what is under way
  /// @param target how many workers there are to be now
  /// @param wanted how many the new description says
  /// @param retired how many there were before they retired
  static CrewReload of(
      @Nullable CrewReload before,
      ServerCrew now,
      Duration shutdown,
      int target,
      int wanted,
      int retired) {
    var crew = before == null ? now : before.crew;
    int wished = before != null && before.owns(target) ? before.target : target;
    int goal =
        wanted != crew.workers().count() ? wanted : wished == 0 ? Math.max(1, retired) : wished;
    return new CrewReload(
        crew,
        before == null ? shutdown : before.shutdown,
        before == null ? target : before.target,
        Math.max(goal, target),
        goal);
  }

  /// Whether nobody has wished for another number since.
  boolean owns(int number) {
    return number == meanwhile;
  }
}
