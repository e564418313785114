package dev.triga.nativeio.libc;

/// The structures that a program shares with the kernel's `io_uring`: sizes and offsets, the same
/// on x86-64 and aarch64. A test compares each with the C compiler's.
public final class IoUringLayout {
  /// Size of `struct io_uring_sqe`, one request.
  public static final int SQE_BYTES = 64;

  /// Offset of the flags in `struct io_uring_sqe`, behind the operation.
  public static final int SQE_FLAGS_OFFSET = 1;

  /// Offset of the 16 bits that hold the flags of accept and receive.
  public static final int SQE_IOPRIO_OFFSET = 2;

  /// Offset of the descriptor.
  public static final int SQE_FD_OFFSET = 4;

  /// Offset of the address.
  public static final int SQE_ADDR_OFFSET = 16;

  /// Offset of the length.
  public static final int SQE_LEN_OFFSET = 24;

  /// Offset of the 32 bits that every operation gives its own meaning.
  public static final int SQE_OPERATION_FLAGS_OFFSET = 28;

  /// Offset of what the completion repeats.
  public static final int SQE_USER_DATA_OFFSET = 32;

  /// Offset of the group of buffers.
  public static final int SQE_BUF_GROUP_OFFSET = 40;

  /// Size of `struct io_uring_cqe`, one completion.
  public static final int CQE_BYTES = 16;

  /// Offset of the result in `struct io_uring_cqe`, behind the user data.
  public static final int CQE_RES_OFFSET = 8;

  /// Offset of the flags.
  public static final int CQE_FLAGS_OFFSET = 12;

  /// Size of `struct io_uring_params`.
  public static final int PARAMS_BYTES = 120;

  /// Offset of the size of the submission queue in `struct io_uring_params`.
  public static final int PARAMS_SQ_ENTRIES_OFFSET = 0;

  /// Offset of the size of the completion queue.
  public static final int PARAMS_CQ_ENTRIES_OFFSET = 4;

  /// Offset of the flags of the set-up.
  public static final int PARAMS_FLAGS_OFFSET = 8;

  /// Offset of the features that the kernel tells.
  public static final int PARAMS_FEATURES_OFFSET = 20;

  /// Offset of `struct io_sqring_offsets`.
  public static final int PARAMS_SQ_OFF_OFFSET = 40;

  /// Offset of `struct io_cqring_offsets`.
  public static final int PARAMS_CQ_OFF_OFFSET = 80;

  /// Offset of the place of the head in both of these.
  public static final int RING_HEAD_OFFSET = 0;

  /// Offset of the place of the tail in both.
  public static final int RING_TAIL_OFFSET = 4;

  /// Offset of the place of the flags in `struct io_sqring_offsets`.
  public static final int SQ_FLAGS_OFFSET = 16;

  /// Offset of the place of the array in `struct io_sqring_offsets`.
  public static final int SQ_ARRAY_OFFSET = 24;

  /// Offset of the place of the completions in `struct io_cqring_offsets`.
  public static final int CQ_CQES_OFFSET = 20;

  /// Size of `struct io_uring_getevents_arg`.
  public static final int WAIT_BYTES = 24;

  /// Offset of the address of the time-out in it.
  public static final int WAIT_TIME_OFFSET = 16;

  /// Size of `struct io_uring_buf`, one provided buffer: address, length, number.
  public static final int BUFFER_BYTES = 16;

  /// Offset of the length in `struct io_uring_buf`.
  public static final int BUFFER_LEN_OFFSET = 8;

  /// Offset of the number in `struct io_uring_buf`.
  public static final int BUFFER_BID_OFFSET = 12;

  /// Offset of the 16 bits that count the buffers of a `struct io_uring_buf_ring`; they lie in its
  /// first buffer, behind the number.
  public static final int BUFFERS_TAIL_OFFSET = 14;

  /// Size of `struct io_uring_buf_reg`, which begins with the address.
  public static final int BUFFER_REGISTRATION_BYTES = 40;

  /// Offset of the number of entries in `struct io_uring_buf_reg`.
  public static final int BUFFER_REGISTRATION_ENTRIES_OFFSET = 8;

  /// Offset of the number of the group in `struct io_uring_buf_reg`.
  public static final int BUFFER_REGISTRATION_GROUP_OFFSET = 12;

  private IoUringLayout() {}
}
