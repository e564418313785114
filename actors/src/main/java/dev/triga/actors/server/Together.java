package dev.triga.actors.server;

import dev.triga.async.Deferred;
import dev.triga.async.MemberFailure;
import dev.triga.async.Rest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several changes as one. None is given up because of another: what fails in one crew says nothing
/// of the next one.
final class Together {
  private Together() {}

  /// Succeeds when all have, and fails as the first that did: an operator is told what is wrong,
  /// not where in a list it stands.
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  static Deferred<@Nullable Void> all(List<Deferred<@Nullable Void>> changes) {
    Deferred<@Nullable Void> all = Deferred.all(changes, Rest.KEEP).thenApply(nothing -> null);
    return all.exceptionallyCompose(failure -> Deferred.failed(reason(failure)));
  }

  private static Throwable reason(Throwable failure) {
    Throwable reason = failure;
    while (reason instanceof MemberFailure && reason.getCause() != null) {
      reason = reason.getCause();
    }
    return reason;
  }
}
