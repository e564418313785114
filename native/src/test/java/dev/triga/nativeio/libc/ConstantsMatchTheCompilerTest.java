package dev.triga.nativeio.libc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.nativeio.CCompiler;
import dev.triga.nativeio.socket.MulticastOptions;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What this package believes of the C library is what the C compiler on the spot says.
@EnabledOnOs(OS.LINUX)
class ConstantsMatchTheCompilerTest {
  private static final String HEADERS =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <grp.h>
      #include <linux/io_uring.h>
      #include <netinet/in.h>
      #include <netinet/tcp.h>
      #include <poll.h>
      #include <pwd.h>
      #include <signal.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <sys/mman.h>
      #include <sys/epoll.h>
      #include <sys/eventfd.h>
      #include <sys/select.h>
      #include <sys/socket.h>
      #include <sys/syscall.h>
      #include <sys/uio.h>
      #include <time.h>
      #include <sys/un.h>
      #ifndef IORING_SETUP_NO_SQARRAY
      #define IORING_SETUP_NO_SQARRAY (1U << 16) /* headers older than Linux 6.6 */
      #endif
      #ifndef IORING_NOP_INJECT_RESULT
      #define IORING_NOP_INJECT_RESULT 1 /* headers older than Linux 6.10 */
      #endif
      #define SHOW(what) printf("%s=%lld\\n", #what, (long long) (what));
      """;

  @Test
  void constantsAndLayoutsAreThoseOfTheCompiler(@TempDir Path folder) throws Exception {
    Map<String, Long> ours = ours();
    assertThat(ours).hasSizeGreaterThan(100);
    Map<String, Long> theirs = ask(folder, ours);
    assertThat(theirs).isEqualTo(ours);
  }

  /// Compiled, not run: what is false is a compile-time error that names it.
  @Test
  void theyAreThoseOfMuslToo(@TempDir Path folder) throws Exception {
    String machine = Platform.ARCHITECTURE.equals("amd64") ? "x86_64" : Platform.ARCHITECTURE;
    // The kernel's own headers, which musl does not bring, stand with those of the other library.
    Path source = assertions(folder, ours());
    CCompiler.compileWith(
        "musl-gcc",
        folder,
        "-fsyntax-only",
        "-idirafter",
        "/usr/include",
        "-idirafter",
        "/usr/include/" + machine + "-linux-gnu",
        source.toString());
  }

  @Test
  void theyAreThoseOfAarch64Too(@TempDir Path folder) throws Exception {
    Map<String, Long> ours = ours();
    ours.put("offsetof(struct epoll_event, data)", (long) Epoll.eventDataOffset(false));
    ours.put("sizeof(struct epoll_event)", (long) Epoll.eventDataOffset(false) + Long.BYTES);
    ours.put("SYS_sendto", (long) SystemCalls.sendto(false));
    ours.put("SYS_recvfrom", (long) SystemCalls.recvfrom(false));
    ours.put("SYS_epoll_pwait", (long) SystemCalls.epollPwait(false));
    Path source = assertions(folder, ours);
    CCompiler.compileWith("aarch64-linux-gnu-gcc", folder, "-fsyntax-only", source.toString());
  }

  /// In the kernel's own header, which cannot stand beside that of the C library.
  @Test
  void thePeersWindowIsWhereTheKernelHasIt(@TempDir Path folder) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("window.c"),
            """
            #include <linux/tcp.h>
            #include <stddef.h>
            _Static_assert(offsetof(struct tcp_info, tcpi_snd_wnd) == %d, "ours is %1$d");
            """
                .formatted(Sockets.TCP_INFO_WINDOW_OFFSET));
    CCompiler.compile(folder, "-fsyntax-only", source.toString());
  }

  private static Path assertions(Path folder, Map<String, Long> ours) throws IOException {
    StringBuilder source = new StringBuilder(HEADERS);
    ours.forEach((name, value) ->
        source.append(
            "_Static_assert((int) (%s) == (int) %dLL, \"ours is %d\");\n"
                .formatted(name, value, value)));
    return Files.writeString(folder.resolve("assertions.c"), source);
  }

  private static Map<String, Long> ours() throws IllegalAccessException {
    Map<String, Long> ours = new LinkedHashMap<>();
    constants(SocketConstants.class, ours);
    constants(Errno.class, ours);
    constants(Descriptors.class, ours);
    constants(EventDescriptor.class, ours);
    constants(FileData.class, ours);
    constants(Epoll.class, ours);
    constants(Poll.class, ours);
    constants(SignalDisposition.class, ours);
    constants(MemoryMapping.class, ours);
    constants(IoUring.class, ours);
    ours.keySet().removeIf(name -> name.matches("EVENTS?_.*|SIGACTION_BYTES|SIG_.*"));
    layouts(ours);
    return ours;
  }

  private static void layouts(Map<String, Long> ours) {
    ours.put("sizeof(struct epoll_event)", (long) Epoll.EVENT_BYTES);
    ours.put("offsetof(struct epoll_event, data)", (long) Epoll.EVENT_DATA_OFFSET);
    ours.put("sizeof(struct iovec)", (long) SocketData.IOVEC_BYTES);
    ours.put("offsetof(struct iovec, iov_len)", (long) SocketData.IOVEC_LENGTH_OFFSET);
    ours.put("sizeof(struct msghdr)", (long) SocketData.MSGHDR_BYTES);
    ours.put("offsetof(struct msghdr, msg_iov)", (long) SocketData.MSGHDR_IOV_OFFSET);
    ours.put("offsetof(struct msghdr, msg_iovlen)", (long) SocketData.MSGHDR_IOVLEN_OFFSET);
    ours.put("sizeof(struct sockaddr_storage)", (long) CallMemory.ADDRESS_BYTES);
    ours.put("sizeof(struct sockaddr_in)", (long) SocketAddresses.IPV4_BYTES);
    ours.put("sizeof(struct sockaddr_in6)", (long) SocketAddresses.IPV6_BYTES);
    ours.put("offsetof(struct sockaddr_in, sin_port)", (long) SocketAddresses.PORT_OFFSET);
    ours.put("offsetof(struct sockaddr_in6, sin6_port)", (long) SocketAddresses.PORT_OFFSET);
    ours.put("offsetof(struct sockaddr_in, sin_addr)", (long) SocketAddresses.IPV4_ADDRESS_OFFSET);
    ours.put(
        "offsetof(struct sockaddr_in6, sin6_addr)", (long) SocketAddresses.IPV6_ADDRESS_OFFSET);
    ours.put(
        "offsetof(struct sockaddr_in6, sin6_scope_id)", (long) SocketAddresses.IPV6_SCOPE_OFFSET);
    ours.put("sizeof(struct mmsghdr)", (long) DatagramData.MMSGHDR_BYTES);
    ours.put("offsetof(struct mmsghdr, msg_len)", (long) DatagramData.MMSGHDR_LENGTH_OFFSET);
    ours.put("offsetof(struct msghdr, msg_name)", (long) DatagramData.MSGHDR_NAME_OFFSET);
    ours.put("offsetof(struct msghdr, msg_namelen)", (long) DatagramData.MSGHDR_NAMELEN_OFFSET);
    ours.put("offsetof(struct msghdr, msg_flags)", (long) DatagramData.MSGHDR_FLAGS_OFFSET);
    ours.put("sizeof(struct cmsghdr)", (long) DescriptorMessage.CMSGHDR_BYTES);
    ours.put(
        "offsetof(struct msghdr, msg_control)", (long) DescriptorMessage.MSGHDR_CONTROL_OFFSET);
    ours.put(
        "offsetof(struct msghdr, msg_controllen)",
        (long) DescriptorMessage.MSGHDR_CONTROLLEN_OFFSET);
    ours.put("sizeof(struct group_req)", (long) MulticastOptions.GROUP_REQ_BYTES);
    ours.put("offsetof(struct group_req, gr_group)", (long) MulticastOptions.GROUP_OFFSET);
    ours.put("sizeof(struct group_source_req)", (long) MulticastOptions.GROUP_SOURCE_REQ_BYTES);
    ours.put(
        "offsetof(struct group_source_req, gsr_source)", (long) MulticastOptions.SOURCE_OFFSET);
    ours.put("sizeof(struct ip_mreqn)", (long) MulticastOptions.IP_MREQN_BYTES);
    ours.put("sizeof(struct sockaddr_un)", (long) UnixAddresses.UNIX_BYTES);
    ours.put("offsetof(struct sockaddr_un, sun_path)", (long) UnixAddresses.PATH_OFFSET);
    ours.put("sizeof(struct ucred)", (long) Sockets.CREDENTIALS_BYTES);
    ours.put("offsetof(struct passwd, pw_uid)", (long) Users.NUMBER_OFFSET);
    ours.put("offsetof(struct passwd, pw_gid)", (long) Users.GROUP_OF_USER_OFFSET);
    ours.put("offsetof(struct group, gr_gid)", (long) Users.NUMBER_OFFSET);
    rings(ours);
    ours.put("sizeof(struct sigaction)", (long) SignalDisposition.SIGACTION_BYTES);
    ours.put("offsetof(struct sigaction, sa_handler)", 0L);
    ours.put("(long) SIG_DFL", SignalDisposition.SIG_DFL);
    ours.put("(long) SIG_IGN", SignalDisposition.SIG_IGN);
    ours.put("SYS_sendto", (long) SystemCalls.sendto(Platform.X86_64));
    ours.put("SYS_recvfrom", (long) SystemCalls.recvfrom(Platform.X86_64));
    ours.put("SYS_epoll_pwait", (long) SystemCalls.epollPwait(Platform.X86_64));
    ours.put("SIGHUP", 1L);
    ours.put("SIGINT", 2L);
    ours.put("SIGUSR1", 10L);
    ours.put("SIGUSR2", 12L);
    ours.put("SIGTERM", 15L);
    ours.put("SIGCHLD", 17L);
    ours.put("SIGTTIN", 21L);
    ours.put("SIGTTOU", 22L);
    ours.put("SIGWINCH", 28L);
    ours.put("sizeof(struct pollfd)", (long) PollEntries.POLLFD_BYTES);
    ours.put("offsetof(struct pollfd, fd)", 0L);
    ours.put("offsetof(struct pollfd, events)", (long) PollEntries.POLLFD_EVENTS_OFFSET);
    ours.put("offsetof(struct pollfd, revents)", (long) PollEntries.POLLFD_REVENTS_OFFSET);
    ours.put("sizeof(struct timespec)", (long) TimeSpec.TIMESPEC_BYTES);
    ours.put("offsetof(struct timespec, tv_nsec)", (long) TimeSpec.NANOS_OFFSET);
    ours.put("sizeof(fd_set)", (long) Select.FD_SET_BYTES);
    ours.put("FD_SETSIZE", (long) Select.FD_SETSIZE);
    // One set of readiness bits serves both mechanisms.
    ours.put("EPOLLIN == POLLIN && EPOLLOUT == POLLOUT && EPOLLERR == POLLERR", 1L);
    ours.put("EPOLLHUP == POLLHUP && EPOLLRDHUP == POLLRDHUP", 1L);
  }

  private static void rings(Map<String, Long> ours) {
    member(ours, "struct io_uring_sqe", "flags", IoUringLayout.SQE_FLAGS_OFFSET);
    member(ours, "struct io_uring_sqe", "ioprio", IoUringLayout.SQE_IOPRIO_OFFSET);
    member(ours, "struct io_uring_sqe", "fd", IoUringLayout.SQE_FD_OFFSET);
    member(ours, "struct io_uring_sqe", "addr", IoUringLayout.SQE_ADDR_OFFSET);
    member(ours, "struct io_uring_sqe", "len", IoUringLayout.SQE_LEN_OFFSET);
    int operationFlags = IoUringLayout.SQE_OPERATION_FLAGS_OFFSET;
    member(ours, "struct io_uring_sqe", "accept_flags", operationFlags);
    member(ours, "struct io_uring_sqe", "poll32_events", operationFlags);
    member(ours, "struct io_uring_sqe", "cancel_flags", operationFlags);
    member(ours, "struct io_uring_sqe", "user_data", IoUringLayout.SQE_USER_DATA_OFFSET);
    member(ours, "struct io_uring_sqe", "buf_group", IoUringLayout.SQE_BUF_GROUP_OFFSET);
    ours.put("sizeof(struct io_uring_sqe)", (long) IoUringLayout.SQE_BYTES);
    member(ours, "struct io_uring_cqe", "res", IoUringLayout.CQE_RES_OFFSET);
    member(ours, "struct io_uring_cqe", "flags", IoUringLayout.CQE_FLAGS_OFFSET);
    ours.put("sizeof(struct io_uring_cqe)", (long) IoUringLayout.CQE_BYTES);
    String parameters = "struct io_uring_params";
    member(ours, parameters, "sq_entries", IoUringLayout.PARAMS_SQ_ENTRIES_OFFSET);
    member(ours, parameters, "cq_entries", IoUringLayout.PARAMS_CQ_ENTRIES_OFFSET);
    member(ours, parameters, "flags", IoUringLayout.PARAMS_FLAGS_OFFSET);
    member(ours, parameters, "features", IoUringLayout.PARAMS_FEATURES_OFFSET);
    member(ours, parameters, "sq_off", IoUringLayout.PARAMS_SQ_OFF_OFFSET);
    member(ours, parameters, "cq_off", IoUringLayout.PARAMS_CQ_OFF_OFFSET);
    ours.put("sizeof(struct io_uring_params)", (long) IoUringLayout.PARAMS_BYTES);
    for (String queue : new String[] {"struct io_sqring_offsets", "struct io_cqring_offsets"}) {
      member(ours, queue, "head", IoUringLayout.RING_HEAD_OFFSET);
      member(ours, queue, "tail", IoUringLayout.RING_TAIL_OFFSET);
    }
    member(ours, "struct io_sqring_offsets", "flags", IoUringLayout.SQ_FLAGS_OFFSET);
    member(ours, "struct io_sqring_offsets", "array", IoUringLayout.SQ_ARRAY_OFFSET);
    member(ours, "struct io_cqring_offsets", "cqes", IoUringLayout.CQ_CQES_OFFSET);
    ours.put("sizeof(struct io_uring_getevents_arg)", (long) IoUringLayout.WAIT_BYTES);
    member(ours, "struct io_uring_getevents_arg", "ts", IoUringLayout.WAIT_TIME_OFFSET);
    ours.put("sizeof(struct io_uring_buf)", (long) IoUringLayout.BUFFER_BYTES);
    member(ours, "struct io_uring_buf", "len", IoUringLayout.BUFFER_LEN_OFFSET);
    member(ours, "struct io_uring_buf", "bid", IoUringLayout.BUFFER_BID_OFFSET);
    member(ours, "struct io_uring_buf_ring", "tail", IoUringLayout.BUFFERS_TAIL_OFFSET);
    String group = "struct io_uring_buf_reg";
    ours.put("sizeof(struct io_uring_buf_reg)", (long) IoUringLayout.BUFFER_REGISTRATION_BYTES);
    member(ours, group, "ring_entries", IoUringLayout.BUFFER_REGISTRATION_ENTRIES_OFFSET);
    member(ours, group, "bgid", IoUringLayout.BUFFER_REGISTRATION_GROUP_OFFSET);
  }

  private static void member(Map<String, Long> ours, String type, String name, int offset) {
    ours.put("offsetof(" + type + ", " + name + ")", (long) offset);
  }

  private static void constants(Class<?> type, Map<String, Long> ours)
      throws IllegalAccessException {
    for (var field : type.getDeclaredFields()) {
      boolean constant = Modifier.isPublic(field.getModifiers()) && field.getType() == int.class;
      if (constant && Modifier.isStatic(field.getModifiers())) {
        ours.put(field.getName(), (long) field.getInt(null));
      }
    }
  }

  private static Map<String, Long> ask(Path folder, Map<String, Long> names) throws Exception {
    StringBuilder source = new StringBuilder(HEADERS).append("int main() {\n");
    names.keySet().forEach(name -> source.append("SHOW(").append(name).append(")\n"));
    Path program = folder.resolve("constants");
    Files.writeString(folder.resolve("constants.c"), source.append("}\n"));
    CCompiler.compile(folder, "-o", program.toString(), "constants.c");
    Map<String, Long> answers = new LinkedHashMap<>();
    Process run = new ProcessBuilder(program.toString()).start();
    for (String line : new String(run.getInputStream().readAllBytes()).lines().toList()) {
      int equals = line.lastIndexOf('=');
      // EPOLLET is the sign bit, which C prints as an unsigned number.
      answers.put(line.substring(0, equals), sameWidth(line.substring(equals + 1)));
    }
    return answers;
  }

  private static long sameWidth(String number) {
    long value = Long.parseLong(number);
    return value == 1L << 31 ? (int) value : value;
  }
}
