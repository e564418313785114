// The io_uring reference: what an echo costs with one ring and nothing else.
//
// Multishot accept and receive into a ring of provided buffers; replies are requests that send
// straight out of the buffer, which goes back when they are done. One io_uring_enter per turn of
// the loop. No library is needed: the three system calls are made here.
//
// It listens on a free loopback port, prints that port on stdout, and ends when stdin does.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef IORING_SETUP_NO_SQARRAY
#define IORING_SETUP_NO_SQARRAY (1U << 16)
#endif

enum { REQUESTS = 4096, COMPLETIONS = 16384, BUFFERS = 4096, BUFFER_BYTES = 2048 };
enum operation { ACCEPT, RECEIVE, SEND, END };

static struct io_uring_sqe *sqes;
static struct io_uring_cqe *cqes;
static unsigned *sq_head, *sq_tail, *cq_head, *cq_tail, sq_mask, cq_mask;
static unsigned tail;
static int ring;
static struct io_uring_buf_ring *given;
static unsigned short given_tail;
static char *buffers;

static void die(const char *what) {
    perror(what);
    exit(1);
}

// Tells the harness that this machine cannot run the reference.
static void skip(const char *what) {
    printf("skip the C server's %s: %s\n", what, strerror(errno));
    exit(0);
}

// Deferred work needs Linux 6.1, a queue without its array 6.6: older kernels are not a reference.
static void set_up(void) {
    struct io_uring_params p = {
        .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER |
                 IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_NO_SQARRAY,
        .cq_entries = COMPLETIONS,
    };
    ring = (int)syscall(__NR_io_uring_setup, REQUESTS, &p);
    if (ring < 0) skip("io_uring_setup");
    size_t length = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
    char *queues = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
                        IORING_OFF_SQ_RING);
    sqes = mmap(NULL, p.sq_entries * sizeof *sqes, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
    if (queues == MAP_FAILED || (void *)sqes == MAP_FAILED) die("mmap");
    sq_head = (unsigned *)(queues + p.sq_off.head);
    sq_tail = (unsigned *)(queues + p.sq_off.tail);
    cq_head = (unsigned *)(queues + p.cq_off.head);
    cq_tail = (unsigned *)(queues + p.cq_off.tail);
    cqes = (struct io_uring_cqe *)(queues + p.cq_off.cqes);
    sq_mask = p.sq_entries - 1;
    cq_mask = p.cq_entries - 1;
    given = mmap(NULL, BUFFERS * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    buffers = mmap(NULL, (size_t)BUFFERS * BUFFER_BYTES, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if ((void *)given == MAP_FAILED || buffers == MAP_FAILED) die("mmap");
    struct io_uring_buf_reg group = {.ring_addr = (unsigned long)given, .ring_entries = BUFFERS};
    if (syscall(__NR_io_uring_register, ring, IORING_REGISTER_PBUF_RING, &group, 1) < 0) {
        skip("IORING_REGISTER_PBUF_RING");
    }
}

static void give(unsigned number) {
    struct io_uring_buf *entry = &given->bufs[given_tail++ & (BUFFERS - 1)];
    entry->addr = (unsigned long)(buffers + (size_t)number * BUFFER_BYTES);
    entry->len = BUFFER_BYTES;
    entry->bid = (unsigned short)number;
}

static void enter(unsigned wait) {
    __atomic_store_n(&given->tail, given_tail, __ATOMIC_RELEASE);
    __atomic_store_n(sq_tail, tail, __ATOMIC_RELEASE);
    unsigned count = tail - __atomic_load_n(sq_head, __ATOMIC_ACQUIRE);
    long outcome =
        syscall(__NR_io_uring_enter, ring, count, wait, IORING_ENTER_GETEVENTS, NULL, 0);
    if (outcome < 0 && errno != EINTR && errno != EBUSY) die("io_uring_enter");
}

static struct io_uring_sqe *request(enum operation what, int fd, unsigned buffer) {
    if (tail - __atomic_load_n(sq_head, __ATOMIC_ACQUIRE) > sq_mask) enter(0);
    struct io_uring_sqe *sqe = &sqes[tail++ & sq_mask];
    memset(sqe, 0, sizeof *sqe);
    sqe->fd = fd;
    sqe->user_data = (unsigned long)fd | (unsigned long)what << 32 | (unsigned long)buffer << 40;
    return sqe;
}

static void receive(int fd) {
    struct io_uring_sqe *sqe = request(RECEIVE, fd, 0);
    sqe->opcode = IORING_OP_RECV;
    sqe->ioprio = IORING_RECV_MULTISHOT | IORING_RECVSEND_POLL_FIRST;
    sqe->flags = IOSQE_BUFFER_SELECT;
}

static void accept_all(int listener) {
    struct io_uring_sqe *sqe = request(ACCEPT, listener, 0);
    sqe->opcode = IORING_OP_ACCEPT;
    sqe->ioprio = IORING_ACCEPT_MULTISHOT;
    sqe->accept_flags = SOCK_CLOEXEC;
}

static void received(int fd, const struct io_uring_cqe *cqe) {
    if (cqe->res > 0) {
        unsigned buffer = cqe->flags >> IORING_CQE_BUFFER_SHIFT;
        struct io_uring_sqe *sqe = request(SEND, fd, buffer);
        sqe->opcode = IORING_OP_SEND;
        sqe->addr = (unsigned long)(buffers + (size_t)buffer * BUFFER_BYTES);
        sqe->len = (unsigned)cqe->res;
        sqe->msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
    }
    if (cqe->flags & IORING_CQE_F_MORE) return;
    if (cqe->res > 0 || cqe->res == -ENOBUFS) {
        receive(fd);
    } else {
        close(fd);
    }
}

static int listen_on_loopback(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(fd, (struct sockaddr *)&address, length) < 0) die("bind");
    if (listen(fd, 4096) < 0) die("listen");
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) die("getsockname");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void await_end_of_input(void) {
    struct io_uring_sqe *sqe = request(END, STDIN_FILENO, 0);
    sqe->opcode = IORING_OP_POLL_ADD;
    sqe->poll32_events = POLLIN;
}

int main(void) {
    set_up();
    int listener = listen_on_loopback();
    for (unsigned number = 0; number < BUFFERS; number++) give(number);
    accept_all(listener);
    await_end_of_input();
    for (;;) {
        enter(1);
        unsigned head = *cq_head;
        unsigned end = __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE);
        for (; head != end; head++) {
            const struct io_uring_cqe *cqe = &cqes[head & cq_mask];
            int fd = (int)(cqe->user_data & 0xffffffff);
            switch ((enum operation)(cqe->user_data >> 32 & 0xff)) {
                case ACCEPT:
                    if (cqe->res >= 0) receive(cqe->res);
                    if (!(cqe->flags & IORING_CQE_F_MORE)) accept_all(listener);
                    break;
                case RECEIVE: received(fd, cqe); break;
                case SEND: give((unsigned)(cqe->user_data >> 40)); break;
                case END: {
                    char input[256];
                    if (read(STDIN_FILENO, input, sizeof input) <= 0) return 0;
                    await_end_of_input();
                }
            }
        }
        __atomic_store_n(cq_head, head, __ATOMIC_RELEASE);
    }
}
