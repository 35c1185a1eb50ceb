/*
 * keyturn-hook: what a coding agent's host starts before each tool call.
 *
 *     keyturn-hook HOST INTERPRETER COLD SOCKET BUILD < payload
 *
 * It asks the user's warm daemon (src/keyturn/wiring/daemon.py) and prints that answer. Whatever is wrong with the
 * daemon, the interpreter judges the call in a process of its own (src/keyturn/hook/cold.py). If that cannot start
 * either, the call stops. There is no way through here that ends in silence and 0 without an answer having said so.
 *
 * Nothing is taken from the environment, which is the agent's. The frame is described in src/keyturn/gate/wire.py.
 */
#ifdef __linux__
#define _GNU_SOURCE
#endif
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <sys/random.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#ifndef KEYTURN_BUILD
#define KEYTURN_BUILD ""
#endif
#ifndef FIRST_MS /* until the daemon's first byte */
#define FIRST_MS 250
#endif
#ifndef WORKING_MS /* once it said that it works on the call: judging, and the budget of an undo point */
#define WORKING_MS 10000
#endif
#ifndef INPUT_MS /* a host that never ends its payload is not waited for until its own timeout lets the call run */
#define INPUT_MS 10000
#endif
#ifndef DAEMON_UID /* who the daemon must be; another one in a test */
#define DAEMON_UID geteuid()
#endif

#define LARGEST 8000000u
#define LARGEST_ANSWER 4000000u
#define MAGIC "KTGATE1\n"
#define MAGIC_SIZE 8u
#define NONCE_SIZE 16u
#define REQUEST_HEAD (MAGIC_SIZE + NONCE_SIZE + 4u)
#define REPLY_HEAD (MAGIC_SIZE + NONCE_SIZE + 16u)
#define FIELDS 8u

extern char **environ;

static const char *host = "";

/* ---- stopping ------------------------------------------------------------------------------------------------- */

/* Hosts that do not take exit 2 for a stop: what they take, with the reason in between. The adapters say the same. */
static const struct {
    const char *name, *before, *between, *after;
} JSON_HOSTS[] = {
    {"antigravity", "{\"decision\": \"deny\", \"reason\": \"", NULL, "\"}"},
    {"cline", "{\"cancel\": true, \"errorMessage\": \"", NULL, "\"}"},
    {"grok", "{\"decision\": \"deny\", \"reason\": \"", NULL, "\"}"},
    {"hermes", "{\"action\": \"block\", \"message\": \"", "\", \"decision\": \"block\", \"reason\": \"", "\"}"},
};

/* All of it, or -1. */
static int put(int out, const void *data, size_t size) {
    const char *at = data;
    while (size > 0) {
        ssize_t done = write(out, at, size);
        if (done < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK) { /* the host gave a pipe that does not wait */
                struct pollfd ready = {out, POLLOUT, 0};
                if (poll(&ready, 1, WORKING_MS) > 0) continue;
            }
            return -1;
        }
        at += done;
        size -= (size_t)done;
    }
    return 0;
}

static int puts_to(int out, const char *text) { return put(out, text, strlen(text)); }

/* The host's own stop. `why` is one of this file's texts: it needs no escaping. */
static void stop(const char *why) {
    static const char head[] = "Keyturn could not judge this call, so it stops: ", tail[] = ". Tell the person.";
    size_t one;
    (void)(puts_to(2, head) || puts_to(2, why) || puts_to(2, tail) || puts_to(2, "\n"));
    for (one = 0; one < sizeof JSON_HOSTS / sizeof *JSON_HOSTS; one++) {
        if (strcmp(host, JSON_HOSTS[one].name) != 0) continue;
        if (puts_to(1, JSON_HOSTS[one].before) || puts_to(1, head) || puts_to(1, why) || puts_to(1, tail)) _exit(2);
        if (JSON_HOSTS[one].between != NULL &&
            (puts_to(1, JSON_HOSTS[one].between) || puts_to(1, head) || puts_to(1, why) || puts_to(1, tail)))
            _exit(2);
        _exit(puts_to(1, JSON_HOSTS[one].after) ? 2 : 0);
    }
    _exit(2);
}

/* ---- what comes in -------------------------------------------------------------------------------------------- */

static int64_t now_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

/* Waits for `events` until `until`; 1 when there are some. */
static int ready(int handle, short events, int64_t until) {
    struct pollfd one = {handle, events, 0};
    for (;;) {
        int64_t left = until - now_ms();
        int found;
        if (left <= 0) return 0;
        found = poll(&one, 1, (int)left);
        if (found > 0) return 1;
        if (found == 0 || errno != EINTR) return 0;
    }
}

/* A descriptor that the host left closed must not become that of a file which is opened later. Reading the stand-in
 * ends at once; writing to it fails. */
static void fill_descriptors(void) {
    int one;
    for (one = 0; one < 3; one++)
        if (fcntl(one, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != one) _exit(2);
}

/* Standard input, at most one byte more than a call may have. */
static char *payload(size_t *size) {
    size_t room = 1 << 16;
    char *data = malloc(room);
    int64_t until = now_ms() + INPUT_MS;
    *size = 0;
    for (;;) {
        ssize_t got;
        if (data == NULL) stop("there is no memory for it");
        if (*size == room) {
            room = room * 4 < LARGEST + 1 ? room * 4 : LARGEST + 1;
            if (room == *size) return data;
            data = realloc(data, room);
            continue;
        }
        if (!ready(0, POLLIN, until)) stop("the host did not end its payload");
        got = read(0, data + *size, room - *size);
        if (got < 0) {
            if (errno == EINTR || errno == EAGAIN) continue;
            stop("its payload cannot be read");
        }
        if (got == 0) return data;
        *size += (size_t)got;
    }
}

/* Variables that tell a loader or a library to run somebody's code in the process that judges. */
static int loads_code(const char *entry) {
    static const char *const names[] = {"LD_", "DYLD_", "GCONV_PATH=", "GLIBC_TUNABLES=", "LOCPATH=", "MALLOC_",
                                        "NLSPATH=", "OPENSSL_", "PYTHON", "SSL_CERT_", NULL};
    size_t one;
    for (one = 0; names[one] != NULL; one++)
        if (strncmp(entry, names[one], strlen(names[one])) == 0) return 1;
    return 0;
}

static void clean_environment(void) {
    char **from = environ, **to = environ;
    if (environ == NULL) return;
    for (; *from != NULL; from++)
        if (!loads_code(*from)) *to++ = *from;
    *to = NULL;
}

/* ---- asking the daemon ---------------------------------------------------------------------------------------- */

static void put32(unsigned char *at, uint32_t value) {
    at[0] = (unsigned char)value;
    at[1] = (unsigned char)(value >> 8);
    at[2] = (unsigned char)(value >> 16);
    at[3] = (unsigned char)(value >> 24);
}

static uint32_t get32(const unsigned char *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static int peer_uid(int handle, uid_t *uid) {
#ifdef SO_PEERCRED
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(handle, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || size != sizeof peer) return -1;
    *uid = peer.uid;
    return 0;
#else
    gid_t gid;
    return getpeereid(handle, uid, &gid);
#endif
}

/* The socket of a daemon of this very user, in a directory that nobody else can change; -1 for anything else. */
static int daemon_socket(const char *path) {
    struct sockaddr_un address;
    struct stat facts;
    const char *slash = strrchr(path, '/');
    char directory[sizeof address.sun_path];
    uid_t owner = DAEMON_UID, peer;
    int handle;
    if (path[0] != '/' || slash == NULL || slash == path || strlen(path) >= sizeof address.sun_path) return -1;
    memcpy(directory, path, (size_t)(slash - path));
    directory[slash - path] = 0;
    if (stat(directory, &facts) != 0 || facts.st_uid != owner || (facts.st_mode & 022) != 0) return -1;
    if (lstat(path, &facts) != 0 || !S_ISSOCK(facts.st_mode) || facts.st_uid != owner) return -1;
    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, path, strlen(path));
    handle = socket(AF_UNIX, SOCK_STREAM, 0);
    if (handle < 0) return -1;
    if (fcntl(handle, F_SETFD, FD_CLOEXEC) != 0 || fcntl(handle, F_SETFL, O_NONBLOCK) != 0 ||
        connect(handle, (const struct sockaddr *)&address, sizeof address) != 0 || peer_uid(handle, &peer) != 0 ||
        peer != owner) {
        close(handle);
        return -1;
    }
    return handle;
}

static int send_all(int handle, const unsigned char *data, size_t size, int64_t until) {
#ifdef MSG_NOSIGNAL
    const int flags = MSG_NOSIGNAL;
#else
    const int flags = 0; /* SIGPIPE is ignored */
#endif
    while (size > 0) {
        ssize_t done = send(handle, data, size, flags);
        if (done > 0) {
            data += done;
            size -= (size_t)done;
        } else if (done < 0 && errno == EINTR) {
            continue;
        } else if (done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (!ready(handle, POLLOUT, until)) return -1;
        } else {
            return -1;
        }
    }
    return 0;
}

/* Exactly `size` bytes, or -1: an answer that ends early is none. */
static int receive_all(int handle, unsigned char *data, size_t size, int64_t until) {
    while (size > 0) {
        ssize_t got = recv(handle, data, size, 0);
        if (got > 0) {
            data += got;
            size -= (size_t)got;
        } else if (got < 0 && errno == EINTR) {
            continue;
        } else if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (!ready(handle, POLLIN, until)) return -1;
        } else {
            return -1;
        }
    }
    return 0;
}

static int random_bytes(unsigned char *data, size_t size) {
#ifdef __linux__
    return getrandom(data, size, GRND_NONBLOCK) == (ssize_t)size ? 0 : -1;
#else
    return getentropy(data, size);
#endif
}

struct field {
    const char *data;
    size_t size;
};

static unsigned char *request(const struct field *fields, const unsigned char *nonce, size_t *size) {
    size_t total = 0, one;
    unsigned char *data, *at;
    for (one = 0; one < FIELDS; one++) {
        if (fields[one].size > 2 * (size_t)LARGEST) return NULL;
        total += 4 + fields[one].size;
    }
    *size = REQUEST_HEAD + total;
    data = at = malloc(*size);
    if (data == NULL) return NULL;
    memcpy(at, MAGIC, MAGIC_SIZE);
    memcpy(at + MAGIC_SIZE, nonce, NONCE_SIZE);
    put32(at + MAGIC_SIZE + NONCE_SIZE, (uint32_t)total);
    at += REQUEST_HEAD;
    for (one = 0; one < FIELDS; one++) {
        put32(at, (uint32_t)fields[one].size);
        if (fields[one].size > 0) memcpy(at + 4, fields[one].data, fields[one].size);
        at += 4 + fields[one].size;
    }
    return data;
}

/* Prints the daemon's answer and leaves. Returns when there is none that can be relied on. */
static void ask(const char *path, const char *cold, const char *build, const char *data, size_t size) {
    static char directory[1 << 14];
    char namespace[64] = "", root[64], place[128];
    unsigned char nonce[NONCE_SIZE], head[REPLY_HEAD], *frame, *answer;
    struct field fields[FIELDS];
    struct stat facts;
    size_t total = 0, frame_size, out, errors;
    char **one, *environment, *at;
    uint32_t code;
    ssize_t length;
    int64_t until;
    int handle, working = 0;

    if (size > LARGEST || getcwd(directory, sizeof directory) == NULL || directory[0] != '/') return;
    if (stat("/", &facts) != 0) return;
    snprintf(root, sizeof root, "%llu:%llu", (unsigned long long)facts.st_dev, (unsigned long long)facts.st_ino);
    if (stat(cold, &facts) != 0) return;
#ifdef __APPLE__
#define MODIFIED facts.st_mtimespec
#else
#define MODIFIED facts.st_mtim
#endif
    snprintf(place, sizeof place, "%llu:%llu:%llu:%lld.%09ld", (unsigned long long)facts.st_dev,
             (unsigned long long)facts.st_ino, (unsigned long long)facts.st_size, (long long)MODIFIED.tv_sec,
             (long)MODIFIED.tv_nsec);
    length = readlink("/proc/self/ns/mnt", namespace, sizeof namespace - 1);
    namespace[length > 0 ? length : 0] = 0;

    handle = daemon_socket(path);
    if (handle < 0) return;
    until = now_ms() + FIRST_MS;
    if (random_bytes(nonce, sizeof nonce) != 0) goto none;
    for (one = environ; one != NULL && *one != NULL; one++) total += strlen(*one) + 1;
    if (total > LARGEST) goto none;
    environment = at = malloc(total + 1);
    if (environment == NULL) goto none;
    for (one = environ; one != NULL && *one != NULL; one++) {
        size_t long_ = strlen(*one) + 1;
        memcpy(at, *one, long_);
        at += long_;
    }
    fields[0] = (struct field){build, strlen(build)};
    fields[1] = (struct field){host, strlen(host)};
    fields[2] = (struct field){directory, strlen(directory)};
    fields[3] = (struct field){namespace, strlen(namespace)};
    fields[4] = (struct field){root, strlen(root)};
    fields[5] = (struct field){place, strlen(place)};
    fields[6] = (struct field){environment, total};
    fields[7] = (struct field){data, size};
    frame = request(fields, nonce, &frame_size);
    if (frame == NULL || send_all(handle, frame, frame_size, until) != 0) goto none;

    for (;;) {
        if (receive_all(handle, head, sizeof head, until) != 0) goto none;
        if (memcmp(head, MAGIC, MAGIC_SIZE) != 0 || memcmp(head + MAGIC_SIZE, nonce, NONCE_SIZE) != 0) goto none;
        code = get32(head + 28);
        out = get32(head + 32);
        errors = get32(head + 36);
        if (memcmp(head + 24, "work", 4) != 0) break;
        if (working || code != 0 || out != 0 || errors != 0) goto none;
        working = 1;
        until = now_ms() + WORKING_MS;
    }
    if (memcmp(head + 24, "said", 4) != 0 || (code != 0 && code != 2)) goto none;
    if (out > LARGEST_ANSWER || errors > LARGEST_ANSWER) goto none;
    answer = malloc(out + errors + 1);
    if (answer == NULL || receive_all(handle, answer, out + errors, until) != 0) goto none;
    (void)put(2, answer + out, errors);
    _exit(put(1, answer, out) == 0 ? (int)code : 2);
none:
    close(handle);
}

/* ---- judging without it --------------------------------------------------------------------------------------- */

/* The payload as standard input again. Returns when that cannot be. */
static void replay(const char *data, size_t size) {
    int both[2];
    pid_t child;
#ifdef __linux__
    int memory = memfd_create("payload", MFD_CLOEXEC);
    if (memory >= 0) {
        if (put(memory, data, size) == 0 && lseek(memory, 0, SEEK_SET) == 0 && dup2(memory, 0) == 0) return;
        close(memory);
    }
#endif
    if (pipe(both) != 0) stop("there is no pipe for its payload");
    child = fork();
    if (child < 0) stop("there is no process for its payload");
    if (child == 0) {
        close(both[0]);
        _exit(put(both[1], data, size) == 0 ? 0 : 1);
    }
    close(both[1]);
    if (dup2(both[0], 0) != 0) stop("its payload cannot be read again");
    close(both[0]);
}

int main(int count, char **words) {
    const char *build;
    char *data;
    size_t size;
    fill_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes counts for the payload in memory as well */
    if (count > 1) host = words[1];
    if (count != 6) stop("the hook was started with other words than `keyturn init agents` writes");
    if (words[2][0] != '/' || words[3][0] != '/') stop("the hook was started without absolute paths");
    clean_environment();
    data = payload(&size);
    /* "-" stands for what this very program was built as: settings then outlive an upgrade */
    build = strcmp(words[5], "-") == 0 ? KEYTURN_BUILD : words[5];
    ask(words[4], words[3], build, data, size);
    /* said here, in the host's own way: the interpreter would only fail */
    if (access(words[3], R_OK) != 0) stop("the program that judges is gone; run `keyturn doctor`");
    replay(data, size);
    {
        char isolated[] = "-I", plain[] = "-S", option[] = "-X", utf8[] = "utf8";
        char *arguments[] = {words[2], isolated, plain, option, utf8, words[3], words[1], words[4], NULL};
        execve(words[2], arguments, environ);
    }
    stop("the Python that judges cannot be started; run `keyturn doctor`");
    return 2;
}
