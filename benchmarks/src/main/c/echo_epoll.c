// The reference server: what an echo costs with one level-triggered epoll loop and nothing else.
//
// One recv and one send for each connection that is readable, TCP_NODELAY, one 64 KiB buffer.
// It listens on a free loopback port, prints that port on stdout, and ends when stdin does, so it
// never outlives the harness that started it.
//
//   echo_epoll          echo until the peer closes
//   echo_epoll --close  echo what the first recv brings, then close
//   echo_epoll --end    likewise, but orderly: end our side, and close when the peer has ended its
//   echo_epoll --sink   read and discard
//   echo_epoll --stream SIZE   write blocks of SIZE bytes to each connection, as fast as it takes them
//   echo_epoll --send FILE     send a file to each connection by sendfile, over and over

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_EVENTS = 1024, MAX_ACCEPTS_PER_EVENT = 64, BUFFER_BYTES = 64 * 1024 };
enum { MAX_BLOCK_BYTES = 1 << 20, MAX_BLOCKS_PER_EVENT = 16, MAX_STREAMS = 1 << 16 };
enum after_read { ECHO, ECHO_AND_CLOSE, ECHO_AND_END, DISCARD, STREAM, SEND };

static char buffer[BUFFER_BYTES] __attribute__((aligned(4096)));
static char block[MAX_BLOCK_BYTES] __attribute__((aligned(4096)));
static size_t block_bytes;
static int file;
static off_t file_bytes;
static char is_ended[MAX_STREAMS];         // by descriptor: whether our side has ended
static size_t sent_of_block[MAX_STREAMS];  // by descriptor: how much of the block or file is sent

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int epoll, int fd, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    // A regular file or /dev/null as stdin cannot be watched; such a server is ended by a signal.
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 && fd != STDIN_FILENO) die("epoll_ctl");
}

static int listen_on_loopback(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(fd, (struct sockaddr *)&address, length) < 0) die("bind");
    if (listen(fd, 4096) < 0) die("listen");
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) die("getsockname");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void accept_some(int epoll, int listener, enum after_read mode) {
    for (int i = 0; i < MAX_ACCEPTS_PER_EVENT; i++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR) return;
            die("accept4");
        }
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (fd >= MAX_STREAMS) die("too many connections");
        sent_of_block[fd] = 0;
        watch(epoll, fd, mode == STREAM || mode == SEND ? EPOLLOUT | EPOLLRDHUP : EPOLLIN);
    }
}

// Sends all of it. A peer that does not read makes the server wait, which a reference may do.
static int send_all(int fd, const char *from, size_t count) {
    while (count > 0) {
        ssize_t sent = send(fd, from, count, MSG_NOSIGNAL);
        if (sent >= 0) {
            from += sent;
            count -= (size_t)sent;
        } else if (errno == EAGAIN) {
            struct pollfd writable = {.fd = fd, .events = POLLOUT};
            poll(&writable, 1, 1000);
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

// Writes blocks until the peer takes no more, or others have waited long enough.
static void pour(int fd, uint32_t events) {
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
        close(fd);
        return;
    }
    for (int i = 0; i < MAX_BLOCKS_PER_EVENT; i++) {
        size_t from = sent_of_block[fd];
        ssize_t sent = send(fd, block + from, block_bytes - from, MSG_NOSIGNAL);
        if (sent < 0) return;
        from += (size_t)sent;
        sent_of_block[fd] = from == block_bytes ? 0 : from;
        if (from < block_bytes) return;
    }
}

// Sends pieces of the file until the peer takes no more, or others have waited long enough.
static void pour_file(int fd, uint32_t events) {
    if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
        close(fd);
        return;
    }
    for (int i = 0; i < MAX_BLOCKS_PER_EVENT; i++) {
        off_t at = (off_t)sent_of_block[fd];
        size_t wanted = file_bytes - at < MAX_BLOCK_BYTES ? (size_t)(file_bytes - at) : MAX_BLOCK_BYTES;
        ssize_t sent = sendfile(fd, file, &at, wanted);
        if (sent < 0) return;
        sent_of_block[fd] = at == file_bytes ? 0 : (size_t)at;
        if ((size_t)sent < wanted) return;
    }
}

static void open_file(const char *path) {
    struct stat status;
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) < 0 || status.st_size == 0) die(path);
    file_bytes = status.st_size;
}

static void serve(int fd, enum after_read mode) {
    ssize_t count = recv(fd, buffer, sizeof buffer, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    int over = count <= 0;
    if (!over && mode != DISCARD && !is_ended[fd]) {
        over = send_all(fd, buffer, (size_t)count) < 0 || mode == ECHO_AND_CLOSE;
        if (!over && mode == ECHO_AND_END) {
            is_ended[fd] = shutdown(fd, SHUT_WR) == 0;
            over = !is_ended[fd];
        }
    }
    if (over) {
        is_ended[fd] = 0;
        close(fd);
    }
}

int main(int argc, char **argv) {
    enum after_read mode = ECHO;
    if (argc == 2 && strcmp(argv[1], "--close") == 0) {
        mode = ECHO_AND_CLOSE;
    } else if (argc == 2 && strcmp(argv[1], "--end") == 0) {
        mode = ECHO_AND_END;
    } else if (argc == 2 && strcmp(argv[1], "--sink") == 0) {
        mode = DISCARD;
    } else if (argc == 3 && strcmp(argv[1], "--stream") == 0) {
        mode = STREAM;
        block_bytes = (size_t)atol(argv[2]);
        if (block_bytes < 1 || block_bytes > MAX_BLOCK_BYTES) die("--stream SIZE");
        // Memory that was never written is one page of zeros, which costs less to read than data.
        memset(block, 'x', block_bytes);
    } else if (argc == 3 && strcmp(argv[1], "--send") == 0) {
        mode = SEND;
        open_file(argv[2]);
    } else if (argc != 1) {
        fprintf(stderr, "usage: echo_epoll [--close | --end | --sink | --stream SIZE | --send FILE]\n");
        return 2;
    }
    int listener = listen_on_loopback();
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("epoll_create1");
    watch(epoll, listener, EPOLLIN);
    watch(epoll, STDIN_FILENO, EPOLLIN);
    struct epoll_event events[MAX_EVENTS];
    for (;;) {
        int count = epoll_wait(epoll, events, MAX_EVENTS, -1);
        if (count < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                accept_some(epoll, listener, mode);
            } else if (fd == STDIN_FILENO) {
                if (read(fd, buffer, sizeof buffer) <= 0) return 0;
            } else if (mode == STREAM) {
                pour(fd, events[i].events);
            } else if (mode == SEND) {
                pour_file(fd, events[i].events);
            } else {
                serve(fd, mode);
            }
        }
    }
}
