package dev.triga.async;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What a cancelled [Deferred] fails with. Its cause, if any, is what the caller of
/// [Deferred#cancel(Throwable)] gave as the reason.
public final class CancelFailure extends CancellationException {
  private static final long serialVersionUID = 1L;

  CancelFailure(@Nullable Throwable cause) {
    super(cause == null ? "cancelled" : "cancelled: " + cause);
    if (cause != null) {
      initCause(cause);
    }
  }
}
