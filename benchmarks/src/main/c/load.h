// What the parts of the load generator share: the settings of one run, the latencies it saw, the
// processor time of the server it watches.

#ifndef TRIGA_LOAD_H
#define TRIGA_LOAD_H

#include <stdint.h>

enum load_mode { MODE_ECHO, MODE_CONNECT, MODE_STREAM, MODE_DRAIN };

struct settings {
    enum load_mode mode;
    const char *mode_name;
    int port;
    int connections;
    int depth;        // messages in flight on each connection
    int size;         // bytes of a message
    double seconds;   // length of the measured window
    double ramp;      // seconds of load before it
    uint64_t limit;   // operations after which the window ends early; 0 is no limit
    int cpu;          // processor to run on; -1 is any
    int watched;      // process whose processor time is reported; 0 is none
    int datagrams;    // UDP instead of TCP: one message, one datagram
    int gated;        // wait for a line on stdin before the window and after it
};

// Latencies in buckets of 1/64 of a power of two: within 1.6 % of what was seen.
enum { BUCKETS = 64 * 64 };
struct latencies {
    uint64_t count[BUCKETS];
    uint64_t total;
    uint64_t max;
};
void latencies_clear(struct latencies *of);
void latencies_add(struct latencies *to, uint64_t nanos);
double latencies_micros(const struct latencies *of, double quantile);

// Processor time of all threads of a process, from its own accounting.
struct usage {
    uint64_t nanos;
    uint64_t slices;   // how often a thread of it was given a processor
    uint64_t user_ticks;
    uint64_t system_ticks;
};
struct usage usage_of(int process);

uint64_t now_nanos(void);
void die(const char *what);

#endif
