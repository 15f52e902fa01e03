// The loop: a request, what it asks for, a reply.
#include "probe.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hillock_state.h"

// Slots lie at fixed addresses with unmapped pages around them, so that a read or write beyond a
// buffer that touches either end of its slot is a fault at an address that says where.
#define SLOTS_BASE 0x200000000000u
#define SLOT_SPACING (PROBE_SLOT_BYTES * 2)

probe_flight *probe_flight_page;
static void *library;
static void *function;
/// Refused system calls and watched calls before the call that is being made.
static uint64_t refused_before, called_before;

uint64_t probe_slot_address(uint32_t slot) {
  return SLOTS_BASE + SLOT_SPACING * (slot + 1) - PROBE_SLOT_BYTES;
}

uint64_t probe_flight_index(const probe_flight *f) { return f->index; }
uint64_t probe_flight_signal(const probe_flight *f) { return f->signal; }
uint64_t probe_flight_address(const probe_flight *f) { return f->address; }
uint64_t probe_flight_system_call(const probe_flight *f) { return f->system_call; }
void probe_flight_clear(probe_flight *f) { f->index = f->signal = f->address = 0; }

bool probe_set_text(probe_request *request, const char *text) {
  return (size_t)snprintf(request->text, PROBE_TEXT, "%s", text) < PROBE_TEXT;
}

static void map_buffers(void) {
  probe_flight_page = mmap(NULL, PROBE_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, PROBE_BUFFERS, 0);
  // The whole range is reserved first: nothing else may come to lie between the slots.
  void *reserved =
      mmap((void *)SLOTS_BASE, SLOT_SPACING * (PROBE_SLOTS + 1), PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (probe_flight_page == MAP_FAILED || reserved != (void *)SLOTS_BASE) _exit(70);
  for (uint32_t slot = 0; slot < PROBE_SLOTS; slot++) {
    void *place = mmap((void *)probe_slot_address(slot), PROBE_SLOT_BYTES, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_FIXED, PROBE_BUFFERS,
                       (off_t)(PROBE_PAGE + slot * PROBE_SLOT_BYTES));
    if (place == MAP_FAILED) _exit(70);
  }
}

/// Notes the signal and its address, and lets it end the process as it would have: a fault when
/// the instruction is met again, without a system call, which may be forbidden by now.
static void fault(int number, siginfo_t *info, void *context) {
  (void)context;
  probe_flight_page->address = (uint64_t)(uintptr_t)info->si_addr;
  probe_flight_page->signal = (uint64_t)number;
  if (info->si_code <= 0) raise(number);
}

/// Any disposition that a library gives SIGPIPE is another than this.
static void ignore_pipe(int number) { (void)number; }

static void watch_faults(void) {
  sigaction(SIGPIPE, &(struct sigaction){.sa_handler = ignore_pipe}, NULL);
  static char alternate[65536];
  sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = sizeof alternate}, NULL);
  const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  for (size_t k = 0; k < sizeof faults / sizeof *faults; k++) {
    struct sigaction action = {
        .sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};
    sigaction(faults[k], &action, NULL);
  }
}

static void load(const probe_request *request, probe_reply *reply) {
  uint32_t environment = probe_environment();
  // First, as it opens descriptors of its own.
  hillock_state *state = hillock_state_take();
  probe_snapshot *before = probe_snapshot_take();
  library = dlopen(request->text, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(reply->text, PROBE_TEXT, "%s", reason == NULL ? "no reason given" : reason);
  } else {
    probe_snapshot *after = probe_snapshot_take();
    probe_snapshot_compare(before, after, reply->text, PROBE_TEXT);
    // As the host does, so that the functions are judged as they will run there.
    char restored[PROBE_TEXT];
    if (state != NULL) hillock_state_restore(state, restored, sizeof restored);
    probe_restore_environment(environment);
    reply->ok = 1;
    probe_snapshot_free(after);
  }
  hillock_state_free(state);
  probe_snapshot_free(before);
}

/// What the probe itself takes from the allocator must not need the system afterwards.
static void stock_memory(void) {
  enum { STOCK = 24 << 20, GREATEST_THRESHOLD = 32 << 20 };
  mallopt(M_MMAP_THRESHOLD, GREATEST_THRESHOLD);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, STOCK);
  void *stock = malloc(STOCK);
  // Kept from being left out: that the memory was had is the point.
  __asm__ volatile("" : : "r"(stock) : "memory");
  free(stock);
}

static void seal(probe_reply *reply) {
  if (library == NULL) return;
  stock_memory();
  probe_watch(library);
  reply->ok = probe_forbid_system_calls();
  if (!reply->ok) snprintf(reply->text, PROBE_TEXT, "no seccomp here: %s", strerror(errno));
  // What loading did has been told of.
  probe_flight_page->system_call = 0;
  probe_system_calls = 0;
}

/// What a library prints when the program ends: its handlers and destructors run now.
static void unload(probe_reply *reply) {
  uint64_t before = probe_printed();
  if (library != NULL) dlclose(library);
  library = NULL;
  function = NULL;
  reply->ok = 1;
  uint64_t printed = probe_printed() - before;
  if (printed == 0) return;
  snprintf(reply->text, PROBE_TEXT, "the output, when the program ends (%llu bytes printed)",
           (unsigned long long)printed);
}

static void bind_symbol(const probe_request *request, probe_reply *reply) {
  function = library == NULL ? NULL : dlsym(library, request->text);
  reply->ok = function != NULL;
}

static bool is_sound(const probe_request *r) {
  if (function == NULL || r->argument_count > PROBE_MAX_ARGUMENTS || r->output >= PROBE_SLOTS) {
    return false;
  }
  size_t width = r->type == HILLOCK_FLOAT ? sizeof(float) : sizeof(double);
  if (r->width != width) {
    if (r->width != 2 || r->returns) return false;
    width = 2;
  }
  for (size_t k = 0; k < PROBE_SLOTS; k++) {
    if (r->slot[k] >= PROBE_SLOTS || r->offset[k] > PROBE_SLOT_BYTES) return false;
    if (k != HILLOCK_PARAMETERS && k != HILLOCK_GRADIENTS && r->operation != PROBE_VAST &&
        r->n > (PROBE_SLOT_BYTES - r->offset[k]) / width) {
      return false;
    }
  }
  for (size_t k = 0; k < r->argument_count; k++) {
    if (r->arguments[k].buffer >= PROBE_SLOTS) return false;
  }
  return true;
}

static void note_environment(probe_reply *reply, uint32_t before, size_t index) {
  uint32_t after = probe_environment();
  if (after == before) return;
  if (reply->environment_before == reply->environment_after) {
    reply->environment_before = before;
    reply->environment_after = after;
    reply->environment_index = index;
  }
  probe_restore_environment(before);
}

/// Notes what the call of one element did beside computing.
static void note_effects(probe_reply *reply, size_t index) {
  uint64_t system_calls = probe_system_calls - refused_before;
  uint64_t library_calls = probe_watched_calls() - called_before;
  if (system_calls > 0 && reply->system_calls == 0) reply->system_call_index = index;
  if (library_calls > 0 && reply->library_calls == 0) {
    reply->library_call = probe_first_watched_call();
    reply->library_call_index = index;
  }
  reply->system_calls = system_calls;
  reply->library_calls = library_calls;
}

static void call_elements(const probe_call *call, probe_reply *reply) {
  const probe_request *r = call->request;
  uint32_t environment = probe_environment();
  refused_before = probe_system_calls;
  called_before = probe_watched_calls();
  // How deep a function goes hardly depends on its input: some of many are measured.
  enum { MEASURED = 16, WATCHED_EACH = 4096 };
  size_t stride = r->n / MEASURED + 1;
  if (!r->returns) {
    reply->stack_bytes = probe_invoke_poisoned(call, 0, true);
    note_environment(reply, environment, 0);
  } else if (r->flags & PROBE_BULK) {
    reply->ok = probe_invoke_bulk(call);
    note_environment(reply, environment, 0);
  } else {
    for (size_t index = 0; index < r->n; index++) {
      atomic_store_explicit(&probe_flight_page->index, index, memory_order_relaxed);
      uint64_t stack = probe_invoke_poisoned(call, index, index % stride == 0);
      if (stack > reply->stack_bytes) reply->stack_bytes = stack;
      note_environment(reply, environment, index);
      if (r->n <= WATCHED_EACH) note_effects(reply, index);
    }
  }
  note_effects(reply, 0);
  reply->static_bytes = probe_static_changes();
  reply->thread_bytes = probe_thread_changes();
}

static void call_function(const probe_request *request, probe_reply *reply) {
  probe_call call = {.request = request, .function = function};
  for (size_t k = 0; k < PROBE_SLOTS; k++) {
    call.buffers[k] = (char *)probe_slot_address(request->slot[k]) + request->offset[k];
  }
  if (!probe_prepare(&call)) return;
  reply->ok = 1;
  switch (request->operation) {
    case PROBE_THREADS:
      reply->differences = probe_race(&call, &reply->first_difference);
      break;
    case PROBE_VAST: reply->ok = probe_vast(&call, &reply->differences); break;
    case PROBE_TIME: reply->nanoseconds = probe_time(&call); break;
    case PROBE_TIME_LIBM: reply->nanoseconds = probe_time_libm(&call); break;
    case PROBE_TIME_PRODUCT: reply->nanoseconds = probe_time_product(&call); break;
    default: call_elements(&call, reply);
  }
}

static bool transfer(ssize_t (*move)(int, void *, size_t), int file, void *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t moved = move(file, (char *)bytes + done, size - done);
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return false;
    done += (size_t)moved;
  }
  return true;
}

static ssize_t put(int file, void *bytes, size_t size) { return write(file, bytes, size); }

bool probe_is_wanted(void) {
  uint64_t mark = 0;
  off_t place = PROBE_PAGE - (off_t)sizeof mark;
  // No other file is sealed, and says this there.
  return fcntl(PROBE_BUFFERS, F_GET_SEALS) >= 0 &&
         pread(PROBE_BUFFERS, &mark, sizeof mark, place) == sizeof mark && mark == PROBE_MARK;
}

_Noreturn void probe_serve(void) {
  map_buffers();
  probe_vast_reserve();
  probe_flight_clear(probe_flight_page);
  probe_disguise();
  probe_confine();
  watch_faults();
  static probe_request request;
  static probe_reply reply;
  while (transfer(read, PROBE_REQUESTS, &request, sizeof request)) {
    memset(&reply, 0, sizeof reply);
    request.text[PROBE_TEXT - 1] = 0;
    switch (request.operation) {
      case PROBE_LOAD: load(&request, &reply); break;
      case PROBE_UNLOAD: unload(&reply); break;
      case PROBE_SEAL: seal(&reply); break;
      case PROBE_BIND: bind_symbol(&request, &reply); break;
      default:
        if (is_sound(&request)) call_function(&request, &reply);
    }
    reply.nonce = request.nonce;
    reply.sequence = request.sequence;
    if (!transfer(put, PROBE_REPLIES, &reply, sizeof reply)) break;
  }
  // Without a plugin's exit handlers: nobody waits for what they would do.
  _exit(0);
}
