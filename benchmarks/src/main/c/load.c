// The load generator: N connections to a server on 127.0.0.1, one epoll loop, one processor.
//
//   echo     each connection keeps DEPTH messages of SIZE bytes in flight and checks what returns
//   connect  each slot connects, sends SIZE bytes, reads them back until the server closes
//   udp      as echo, but a message is a datagram, and one at a time is in flight
//   stream   each connection writes messages of SIZE bytes as fast as the server takes them
//   drain    each connection takes what the server writes, counted in messages of SIZE bytes
//
// One JSON line on stdout tells what happened in the window: operations, latencies and, with
// --watch, the processor time of the server over exactly that window. With --gate the generator
// prints "ready" with nothing in flight and waits for a line on stdin before the window; after it,
// again with nothing in flight, it prints the result and waits once more before it disconnects.
// Bounded in time by an alarm; any wrong byte or lost connection ends the run with a message.

#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_EVENTS = 1024, READ_BYTES = 256 * 1024, MAX_TEMPLATE_BYTES = 4 << 20 };

// A source address has some 28 000 ports by default; more connections come from several addresses.
enum { CONNECTIONS_PER_ADDRESS = 20000 };

struct connection {
    int fd;
    int writing;          // EPOLLOUT is armed
    uint64_t started;     // when a connect began
    uint64_t due;         // bytes that should be on the wire
    uint64_t sent;
    uint64_t received;
    uint64_t *sent_at;    // time of sending of each message in flight
};

static struct settings settings;
static struct latencies latencies;
static struct connection *connections;
static char *template;       // (depth + 1) messages, so that any send is one piece of it
static char read_buffer[READ_BYTES];
static int epoll;
static int refilling;        // a finished operation starts the next one
static uint64_t operations;  // finished in this window
static uint64_t in_flight;

static void fail(const char *message) {
    fprintf(stderr, "load: %s\n", message);
    exit(1);
}

static void watch(struct connection *c, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(epoll, operation, c->fd, &event) < 0) die("load: epoll_ctl");
}

static void bind_source(int fd, long index) {
    if (settings.connections <= CONNECTIONS_PER_ADDRESS) return;
    struct sockaddr_in source = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(index / CONNECTIONS_PER_ADDRESS))};
    int one = 1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&source, sizeof source) < 0) die("load: bind");
}

static void open_connection(struct connection *c) {
    struct sockaddr_in server = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)settings.port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int kind = settings.datagrams ? SOCK_DGRAM : SOCK_STREAM;
    int flags = kind | SOCK_CLOEXEC | (settings.mode == MODE_CONNECT ? SOCK_NONBLOCK : 0);
    c->fd = socket(AF_INET, flags, 0);
    if (c->fd < 0) die("load: socket");
    bind_source(c->fd, c - connections);
    c->due = c->sent = c->received = 0;
    c->started = now_nanos();
    if (connect(c->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) {
        die("load: connect");
    }
    if (settings.mode != MODE_CONNECT) {
        int one = 1;
        if (!settings.datagrams) setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
    }
    c->writing = settings.mode != MODE_ECHO && settings.mode != MODE_DRAIN;
    watch(c, EPOLL_CTL_ADD, c->writing ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void arm(struct connection *c, int writing) {
    if (c->writing == writing) return;
    c->writing = writing;
    watch(c, EPOLL_CTL_MOD, writing ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

// Sends what is due, in as few calls as possible.
static void push(struct connection *c) {
    while (c->sent < c->due) {
        uint64_t count = c->due - c->sent, most = (uint64_t)settings.depth * (uint64_t)settings.size;
        if (count > most) count = most;
        const char *from = template + c->sent % (uint64_t)settings.size;
        ssize_t sent = send(c->fd, from, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) break;
        if (sent < 0) die("load: send");
        c->sent += (uint64_t)sent;
    }
    arm(c, c->sent < c->due);
}

static void fill(struct connection *c) {
    uint64_t now = now_nanos();
    for (int i = 0; i < settings.depth; i++) c->sent_at[i] = now;
    c->due += (uint64_t)settings.depth * (uint64_t)settings.size;
    in_flight += (uint64_t)settings.depth;
    push(c);
}

static ssize_t receive(struct connection *c) {
    ssize_t count = recv(c->fd, read_buffer, sizeof read_buffer, 0);
    if (count < 0 && errno != EAGAIN) die("load: recv");
    return count;
}

static void check(const struct connection *c, const char *from, size_t count) {
    uint64_t period = (uint64_t)settings.size, at = c->received;
    while (count > 0) {
        size_t piece = period - at % period < count ? period - at % period : count;
        if (memcmp(from, template + at % period, piece) != 0) fail("the server sent wrong bytes");
        from += piece;
        at += piece;
        count -= piece;
    }
}

static void echoed(struct connection *c) {
    ssize_t count = receive(c);
    if (count < 0) return;
    if (count == 0) fail("the server closed a connection");
    check(c, read_buffer, (size_t)count);
    uint64_t size = (uint64_t)settings.size, depth = (uint64_t)settings.depth;
    uint64_t message = c->received / size;
    c->received += (uint64_t)count;
    uint64_t now = now_nanos();
    for (; message < c->received / size; message++) {
        latencies_add(&latencies, now - c->sent_at[message % depth]);
        operations++;
        in_flight--;
        if (refilling) {
            c->sent_at[message % depth] = now;
            c->due += size;
            in_flight++;
        }
    }
    if (c->sent < c->due) push(c);
}

static void begin_exchange(struct connection *c) {
    in_flight++;
    open_connection(c);
}

static void exchange(struct connection *c, uint32_t events) {
    if (events & EPOLLOUT) {
        if (c->due == 0) c->due = (uint64_t)settings.size;
        push(c);
    }
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    ssize_t count = receive(c);
    if (count > 0) {
        check(c, read_buffer, (size_t)count);
        c->received += (uint64_t)count;
    }
    if (count != 0) return;
    if (c->received != (uint64_t)settings.size) fail("the server closed before its reply");
    close(c->fd);
    c->fd = -1;
    latencies_add(&latencies, now_nanos() - c->started);
    operations++;
    in_flight--;
    if (refilling) begin_exchange(c);
}

static void stream(struct connection *c, uint32_t events) {
    if (events & EPOLLIN) {
        ssize_t count = receive(c);
        if (count == 0) fail("the server closed a connection");
    }
    if (!(events & EPOLLOUT) || !refilling) return;
    const char *from = template + c->sent % (uint64_t)settings.size;
    size_t count = (size_t)settings.size - c->sent % (uint64_t)settings.size;
    ssize_t sent = send(c->fd, from, count, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) die("load: send");
    if (sent > 0) c->sent += (uint64_t)sent;
    if (sent == (ssize_t)count) operations++;
}

// Takes bytes without copying them here, so that the server and not this program is the limit.
static void drain(struct connection *c) {
    ssize_t count = recv(c->fd, NULL, 64 * sizeof read_buffer, MSG_TRUNC);
    if (count == 0) fail("the server closed a connection");
    if (count < 0 && errno != EAGAIN) die("load: recv");
    if (count > 0) {
        uint64_t size = (uint64_t)settings.size, before = c->received / size;
        c->received += (uint64_t)count;
        operations += c->received / size - before;
    }
}

// Runs the loop until the deadline, or earlier at the limit, or with until_idle when nothing is in
// flight any more.
static void run_until(uint64_t deadline, int until_idle) {
    struct epoll_event events[MAX_EVENTS];
    for (;;) {
        uint64_t now = now_nanos();
        if (now >= deadline || (until_idle && in_flight == 0)) return;
        if (!until_idle && settings.limit > 0 && operations >= settings.limit) return;
        int millis = (int)((deadline - now) / 1000000u) + 1;
        int count = epoll_wait(epoll, events, MAX_EVENTS, millis);
        if (count < 0 && errno != EINTR) die("load: epoll_wait");
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (settings.mode == MODE_CONNECT) {
                exchange(c, events[i].events);
            } else if (settings.mode == MODE_STREAM) {
                stream(c, events[i].events);
            } else if (settings.mode == MODE_DRAIN) {
                drain(c);
            } else {
                if (events[i].events & EPOLLOUT) push(c);
                if (events[i].events & ~(uint32_t)EPOLLOUT) echoed(c);
            }
        }
    }
}

static uint64_t after(double seconds) { return now_nanos() + (uint64_t)(seconds * 1e9); }

static void start_work(void) {
    refilling = 1;
    for (int i = 0; i < settings.connections; i++) {
        if (settings.mode == MODE_ECHO) fill(&connections[i]);
        if (settings.mode == MODE_CONNECT) begin_exchange(&connections[i]);
    }
}

static void finish_work(void) {
    refilling = 0;
    run_until(after(5), 1);
    if (in_flight > 0) fail("replies are missing five seconds after the last request");
}

static void await_line(void) {
    fflush(stdout);
    for (int c; (c = getchar()) != '\n';) {
        if (c == EOF) exit(0);
    }
}

static void print_result(double seconds, struct usage before, struct usage after) {
    printf("{\"mode\":\"%s\",\"connections\":%d,\"depth\":%d,\"size\":%d,\"operations\":%llu,"
           "\"seconds\":%.6f,\"perSecond\":%.1f,\"p50Micros\":%.2f,\"p99Micros\":%.2f,"
           "\"maxMicros\":%.2f,\"cpuNanos\":%llu,\"slices\":%llu,\"userTicks\":%llu,"
           "\"systemTicks\":%llu}\n",
           settings.mode_name, settings.connections, settings.depth, settings.size,
           (unsigned long long)operations, seconds, (double)operations / seconds,
           latencies_micros(&latencies, 0.5), latencies_micros(&latencies, 0.99),
           (double)latencies.max / 1000, (unsigned long long)(after.nanos - before.nanos),
           (unsigned long long)(after.slices - before.slices),
           (unsigned long long)(after.user_ticks - before.user_ticks),
           (unsigned long long)(after.system_ticks - before.system_ticks));
    fflush(stdout);
}

static void measure(void) {
    start_work();
    run_until(after(settings.ramp), 0);
    if (settings.gated) {
        finish_work();
        printf("ready\n");
        await_line();
        start_work();
    }
    latencies_clear(&latencies);
    operations = 0;
    struct usage before = usage_of(settings.watched);
    uint64_t start = now_nanos();
    run_until(after(settings.seconds), 0);
    // Behind a gate whoever waits counts every operation of the window, its last ones included.
    if (settings.gated) finish_work();
    uint64_t end = now_nanos();
    print_result((double)(end - start) / 1e9, before, usage_of(settings.watched));
    if (settings.gated) await_line();
    finish_work();
}

static void prepare(void) {
    if (settings.cpu >= 0) {
        cpu_set_t only;
        CPU_ZERO(&only);
        CPU_SET((size_t)settings.cpu, &only);
        if (sched_setaffinity(0, sizeof only, &only) < 0) die("load: sched_setaffinity");
    }
    alarm((unsigned)(settings.ramp + settings.seconds) + (settings.gated ? 60 : 20));
    size_t bytes = ((size_t)settings.depth + 1) * (size_t)settings.size;
    if (bytes > MAX_TEMPLATE_BYTES) fail("depth times size is above 4 MiB");
    template = malloc(bytes);
    for (size_t i = 0; i < bytes; i++) {
        template[i] = (char)('!' + (i % (size_t)settings.size) * 7 % 94);
    }
    connections = calloc((size_t)settings.connections, sizeof *connections);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) die("load: epoll_create1");
    for (int i = 0; i < settings.connections; i++) {
        connections[i].sent_at = calloc((size_t)settings.depth, sizeof(uint64_t));
        if (settings.mode != MODE_CONNECT) open_connection(&connections[i]);
    }
}

static void usage(void) {
    fprintf(stderr,
            "usage: load --mode echo|udp|connect|stream|drain --port PORT [--connections N]\n"
            "            [--depth N]\n"
            "            [--size BYTES] [--seconds S] [--ramp S] [--limit OPERATIONS] [--cpu N]\n"
            "            [--watch PID] [--gate]\n");
    exit(2);
}

static void parse(int argc, char **argv) {
    settings = (struct settings){.connections = 1, .depth = 1, .size = 64, .seconds = 3,
                                 .ramp = 0.3, .cpu = -1, .mode_name = ""};
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (strcmp(name, "--gate") == 0) {
            settings.gated = 1;
            continue;
        }
        if (++i == argc) usage();
        const char *value = argv[i];
        if (strcmp(name, "--mode") == 0) settings.mode_name = value;
        else if (strcmp(name, "--port") == 0) settings.port = atoi(value);
        else if (strcmp(name, "--connections") == 0) settings.connections = atoi(value);
        else if (strcmp(name, "--depth") == 0) settings.depth = atoi(value);
        else if (strcmp(name, "--size") == 0) settings.size = atoi(value);
        else if (strcmp(name, "--seconds") == 0) settings.seconds = atof(value);
        else if (strcmp(name, "--ramp") == 0) settings.ramp = atof(value);
        else if (strcmp(name, "--limit") == 0) settings.limit = strtoull(value, NULL, 10);
        else if (strcmp(name, "--cpu") == 0) settings.cpu = atoi(value);
        else if (strcmp(name, "--watch") == 0) settings.watched = atoi(value);
        else usage();
    }
    if (strcmp(settings.mode_name, "echo") == 0) settings.mode = MODE_ECHO;
    else if (strcmp(settings.mode_name, "udp") == 0) settings.datagrams = 1;
    else if (strcmp(settings.mode_name, "connect") == 0) settings.mode = MODE_CONNECT;
    else if (strcmp(settings.mode_name, "stream") == 0) settings.mode = MODE_STREAM;
    else if (strcmp(settings.mode_name, "drain") == 0) settings.mode = MODE_DRAIN;
    else usage();
    if (settings.port < 1 || settings.port > 65535 || settings.connections < 1 ||
        settings.connections > 100000 || settings.depth < 1 || settings.size < 1 ||
        (settings.datagrams && settings.depth != 1) || settings.seconds <= 0 || settings.seconds > 3600 || settings.ramp < 0 ||
        settings.ramp > 600) {
        usage();
    }
}

int main(int argc, char **argv) {
    parse(argc, argv);
    prepare();
    measure();
    return 0;
}
