// The accounting half of the load generator: latencies and the watched server's processor time.

#define _GNU_SOURCE
#include "load.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void die(const char *what) {
    perror(what);
    exit(1);
}

uint64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void latencies_clear(struct latencies *of) { memset(of, 0, sizeof *of); }

// Values below 64 have a bucket each; above, the power of two and the six bits that follow it.
static int bucket_of(uint64_t nanos) {
    if (nanos < 64) return (int)nanos;
    int power = 63 - __builtin_clzll(nanos);
    return (power - 5) * 64 + (int)((nanos >> (power - 6)) & 63);
}

static double middle_of(int bucket) {
    if (bucket < 64) return bucket;
    int power = bucket / 64 + 5;
    double width = (double)(1ull << (power - 6));
    return (double)(1ull << power) + (bucket % 64 + 0.5) * width;
}

void latencies_add(struct latencies *to, uint64_t nanos) {
    to->count[bucket_of(nanos)]++;
    to->total++;
    if (nanos > to->max) to->max = nanos;
}

double latencies_micros(const struct latencies *of, double quantile) {
    if (of->total == 0) return 0;
    uint64_t rank = (uint64_t)(quantile * (double)(of->total - 1)), seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += of->count[bucket];
        if (seen > rank) return middle_of(bucket) / 1000;
    }
    return (double)of->max / 1000;
}

static void add_thread(struct usage *to, int process, const char *thread) {
    char path[96];
    snprintf(path, sizeof path, "/proc/%d/task/%.16s/schedstat", process, thread);
    FILE *file = fopen(path, "r");
    if (file == NULL) return;
    unsigned long long run, waited, slices;
    if (fscanf(file, "%llu %llu %llu", &run, &waited, &slices) == 3) {
        to->nanos += run;
        to->slices += slices;
    }
    fclose(file);
}

static void add_ticks(struct usage *to, int process) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    FILE *file = fopen(path, "r");
    if (file == NULL) return;
    unsigned long long user, system;
    // The name in parentheses may hold spaces; the fields are counted from its end.
    if (fgets(line, sizeof line, file) != NULL) {
        char *rest = strrchr(line, ')');
        if (rest != NULL && sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu",
                                   &user, &system) == 2) {
            to->user_ticks = user;
            to->system_ticks = system;
        }
    }
    fclose(file);
}

struct usage usage_of(int process) {
    struct usage result = {0, 0, 0, 0};
    if (process <= 0) return result;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", process);
    DIR *threads = opendir(path);
    if (threads == NULL) die("the watched process");
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        if (entry->d_name[0] != '.') add_thread(&result, process, entry->d_name);
    }
    closedir(threads);
    add_ticks(&result, process);
    return result;
}
