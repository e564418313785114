package dev.triga.nativeio.uring;

import static dev.triga.nativeio.libc.IoUring.IORING_FEAT_CQE_SKIP;
import static dev.triga.nativeio.libc.IoUring.IORING_FEAT_EXT_ARG;
import static dev.triga.nativeio.libc.IoUring.IORING_FEAT_NODROP;
import static dev.triga.nativeio.libc.IoUring.IORING_FEAT_SINGLE_MMAP;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_CLAMP;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_CQSIZE;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_DEFER_TASKRUN;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_NO_SQARRAY;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_SINGLE_ISSUER;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_SUBMIT_ALL;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_TASKRUN_FLAG;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.ErrnoSlot;
import dev.triga.nativeio.libc.IoUring;
import dev.triga.nativeio.libc.IoUringLayout;
import dev.triga.nativeio.libc.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Asks the kernel for a ring with the best way of working that it knows, and says why there is
/// none.
final class RingSetup {
  private static final int ALWAYS =
      IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_SUBMIT_ALL;

  /// The kernel's part of the work is done inside the wait, by the thread that waits.
  private static final int DEFERRED =
      ALWAYS | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG;

  /// Ways of working, the best first: of Linux 6.6, 6.1 and 6.0.
  static final List<Integer> FLAGS =
      List.of(DEFERRED | IORING_SETUP_NO_SQARRAY, DEFERRED, ALWAYS | IORING_SETUP_SINGLE_ISSUER);

  private static final int FEATURES =
      IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG | IORING_FEAT_CQE_SKIP;

  private static final Path SWITCH = Path.of("/proc/sys/kernel/io_uring_disabled");

  private RingSetup() {}

  /// Makes a ring for the calling thread and leaves its parameters in the scratch memory; answers
  /// with its descriptor or a negated error number.
  static int setup(CallMemory memory, RingSize size, List<Integer> ways, SetupCall kernel) {
    int outcome = -Errno.EINVAL;
    for (int flags : ways) {
      outcome = setup(memory, size, flags, kernel);
      if (outcome != -Errno.EINVAL) {
        return outcome;
      }
    }
    return outcome;
  }

  private static int setup(CallMemory memory, RingSize size, int flags, SetupCall kernel) {
    long parameters = memory.scratch;
    NativeMemory.clear(parameters, IoUringLayout.PARAMS_BYTES);
    NativeMemory.putInt(parameters + IoUringLayout.PARAMS_CQ_ENTRIES_OFFSET, size.completions());
    NativeMemory.putInt(parameters + IoUringLayout.PARAMS_FLAGS_OFFSET, flags);
    int descriptor = kernel.setup(memory.errno, size.requests(), parameters);
    int features = NativeMemory.getInt(parameters + IoUringLayout.PARAMS_FEATURES_OFFSET);
    if (descriptor >= 0 && (features & FEATURES) != FEATURES) {
      Descriptors.close(memory.errno, descriptor);
      return -Errno.EINVAL;
    }
    return descriptor;
  }

  /// The call of the kernel, so that tests can stand in for it.
  @FunctionalInterface
  interface SetupCall {
    /// The kernel itself.
    SetupCall KERNEL = IoUring::setup;

    int setup(ErrnoSlot errno, int entries, long parameters);
  }

  /// Why there is no ring, as a sentence that says what to do.
  static String sentence(int outcome) {
    return sentence(outcome, switchedOff());
  }

  /// The same, where the machine's switch for io_uring has this value.
  static String sentence(int outcome, String switchedOff) {
    return switch (-outcome) {
      case Errno.ENOSYS -> "this kernel has no io_uring; it needs Linux 6.0 or newer";
      case Errno.EINVAL -> "this kernel is too old for it; it needs Linux 6.0 or newer";
      case Errno.EPERM, Errno.EACCES ->
          switch (switchedOff) {
            case "1" ->
                "the setting kernel.io_uring_disabled=1 keeps it to privileged processes and to the"
                    + " group kernel.io_uring_group; ask whoever administers this machine";
            case "2" ->
                "the setting kernel.io_uring_disabled=2 forbids it; set it to 0 with sysctl";
            default ->
                "the system does not permit it (EPERM), as the seccomp filters of containers often"
                    + " do; allow io_uring_setup, io_uring_enter and io_uring_register there";
          };
      case Errno.ENOMEM ->
          "the system has no memory for its rings (ENOMEM); raise the limit on locked memory"
              + " (ulimit -l) or the memory limit of the container";
      default -> Errno.sentence(outcome);
    };
  }

  private static String switchedOff() {
    try {
      return Files.readString(SWITCH).strip();
    } catch (IOException unknown) {
      // Older kernels have no switch.
      return "0";
    }
  }
}
