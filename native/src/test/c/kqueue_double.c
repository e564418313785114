/*
 * A double of macOS's kqueue and kevent over epoll, for tests on Linux: as much of it as a reactor
 * needs. Filters for input and room on one descriptor share one registration with epoll; the
 * user's event is a descriptor that is always readable, armed once with each trigger.
 *
 * Unlike a kernel's, this queue does not hear of the closing of a descriptor (nor does libkqueue).
 * The struct is macOS's; EVFILT_USER is FreeBSD's, as in libkqueue.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

struct kevent {
  uintptr_t ident;
  int16_t filter;
  uint16_t flags;
  uint32_t fflags;
  intptr_t data;
  void *udata;
};

enum { EVFILT_READ = -1, EVFILT_WRITE = -2, EVFILT_USER = -11 };
enum { EV_ADD = 0x1, EV_DELETE = 0x2, EV_CLEAR = 0x20, EV_EOF = 0x8000 };
enum { NOTE_TRIGGER = 0x1000000 };
enum { READ, WRITE, FILTERS };
enum { DESCRIPTORS_MAX = 1 << 16, EPOLL_EVENTS_MAX = 64 };

/* What is known of one descriptor in one queue. */
struct note {
  int active[FILTERS];
  uint16_t flags[FILTERS];
  void *udata[FILTERS];
};

struct queue {
  int user_active;
  void *user_udata;
  int capacity;
  struct note *notes; /* by descriptor */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct queue queues[DESCRIPTORS_MAX]; /* by the descriptor of the queue */
static int always_readable = -1;

/* With the library and not with the first queue, since tests compare descriptors before and after. */
__attribute__((constructor)) static void open_always_readable(void) {
  always_readable = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
}

int kqueue(void) {
  pthread_mutex_lock(&lock);
  int kq = always_readable < 0 ? -1 : epoll_create1(EPOLL_CLOEXEC);
  if (kq >= 0) {
    struct queue *queue = &queues[kq];
    free(queue->notes);
    memset(queue, 0, sizeof *queue);
  }
  pthread_mutex_unlock(&lock);
  return kq;
}

static struct note *note_of(struct queue *queue, int fd) {
  if (fd >= queue->capacity) {
    int capacity = (fd + 1) * 2;
    struct note *notes = realloc(queue->notes, capacity * sizeof *notes);
    if (notes == NULL) {
      return NULL;
    }
    memset(notes + queue->capacity, 0, (capacity - queue->capacity) * sizeof *notes);
    queue->notes = notes;
    queue->capacity = capacity;
  }
  return &queue->notes[fd];
}

/* Tells epoll what the filters of a descriptor add up to. */
static int watch(int kq, int fd, struct note *note) {
  struct epoll_event event = {.data.fd = fd};
  if (note->active[READ]) event.events |= EPOLLIN | EPOLLRDHUP;
  if (note->active[WRITE]) event.events |= EPOLLOUT;
  for (int i = 0; i < FILTERS; i++) {
    if (note->active[i] && (note->flags[i] & EV_CLEAR)) event.events |= EPOLLET;
  }
  if (!note->active[READ] && !note->active[WRITE]) {
    return epoll_ctl(kq, EPOLL_CTL_DEL, fd, NULL);
  }
  int outcome = epoll_ctl(kq, EPOLL_CTL_MOD, fd, &event);
  return outcome < 0 && errno == ENOENT ? epoll_ctl(kq, EPOLL_CTL_ADD, fd, &event) : outcome;
}

static int change_user(int kq, struct queue *queue, const struct kevent *change) {
  queue->user_udata = change->udata;
  if (change->flags & EV_ADD) queue->user_active = 1;
  if (!queue->user_active) {
    errno = ENOENT;
    return -1;
  }
  if (change->flags & EV_DELETE) {
    queue->user_active = 0;
    epoll_ctl(kq, EPOLL_CTL_DEL, always_readable, NULL);
    return 0;
  }
  if (!(change->fflags & NOTE_TRIGGER)) {
    return 0;
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data.fd = always_readable};
  int outcome = epoll_ctl(kq, EPOLL_CTL_MOD, always_readable, &event);
  return outcome < 0 && errno == ENOENT
             ? epoll_ctl(kq, EPOLL_CTL_ADD, always_readable, &event)
             : outcome;
}

static int change_one(int kq, struct queue *queue, const struct kevent *change) {
  if (change->filter == EVFILT_USER) {
    return change_user(kq, queue, change);
  }
  if (change->filter != EVFILT_READ && change->filter != EVFILT_WRITE) {
    errno = EINVAL;
    return -1;
  }
  int fd = (int) change->ident;
  int index = change->filter == EVFILT_READ ? READ : WRITE;
  struct note *note = note_of(queue, fd);
  if (note == NULL) {
    errno = ENOMEM;
    return -1;
  }
  if ((change->flags & EV_DELETE) && !note->active[index]) {
    errno = ENOENT;
    return -1;
  }
  note->active[index] = (change->flags & EV_ADD) != 0;
  note->flags[index] = change->flags;
  note->udata[index] = change->udata;
  int outcome = watch(kq, fd, note);
  if (outcome < 0) {
    note->active[index] = 0;
  }
  return outcome;
}

/* Makes up to two events of one of epoll's; answers with how many. */
static int report(struct queue *queue, const struct epoll_event *event, struct kevent *out) {
  int fd = event->data.fd, count = 0;
  uint32_t bits = event->events;
  if (fd == always_readable) {
    *out = (struct kevent){.filter = EVFILT_USER, .udata = queue->user_udata};
    return queue->user_active;
  }
  struct note *note = note_of(queue, fd);
  if (note == NULL) {
    return 0;
  }
  uint32_t error = bits & EPOLLERR ? EIO : 0; /* which error it is, only a reading would tell */
  if (note->active[READ] && (bits & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))) {
    uint16_t flags = bits & (EPOLLRDHUP | EPOLLHUP | EPOLLERR) ? EV_EOF : 0;
    out[count++] = (struct kevent){fd, EVFILT_READ, flags, flags ? error : 0, 0, note->udata[READ]};
  }
  if (note->active[WRITE] && (bits & (EPOLLOUT | EPOLLHUP | EPOLLERR))) {
    uint16_t flags = bits & (EPOLLHUP | EPOLLERR) ? EV_EOF : 0;
    out[count++] =
        (struct kevent){fd, EVFILT_WRITE, flags, flags ? error : 0, 0, note->udata[WRITE]};
  }
  return count;
}

int kevent(int kq, const struct kevent *changes, int change_count, struct kevent *out,
           int out_count, const struct timespec *timeout) {
  if (kq < 0 || kq >= DESCRIPTORS_MAX) {
    errno = EBADF;
    return -1;
  }
  struct queue *queue = &queues[kq];
  for (int i = 0; i < change_count; i++) {
    pthread_mutex_lock(&lock);
    int outcome = change_one(kq, queue, &changes[i]);
    int error = errno;
    pthread_mutex_unlock(&lock);
    if (outcome < 0) {
      errno = error;
      return -1;
    }
  }
  if (out_count < FILTERS) {
    return 0;
  }
  struct epoll_event events[EPOLL_EVENTS_MAX];
  int most = out_count / FILTERS < EPOLL_EVENTS_MAX ? out_count / FILTERS : EPOLL_EVENTS_MAX;
  int found = epoll_pwait2(kq, events, most, timeout, NULL);
  int count = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < found; i++) {
    count += report(queue, &events[i], out + count);
  }
  pthread_mutex_unlock(&lock);
  return found < 0 ? found : count;
}
