#define _GNU_SOURCE
#include "hillock_running.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "hillock_output.h"
#include "hillock_state.h"

_Thread_local hillock_running hillock_here;

static _Atomic(hillock_plugin *) newest;

hillock_plugin *hillock_plugins(void) { return atomic_load(&newest); }

hillock_plugin *hillock_plugin_add(const char *name, const char *path, const char *sha256) {
  hillock_plugin *plugin = calloc(1, sizeof *plugin);
  if (plugin == NULL) return NULL;
  plugin->name = strdup(name);
  plugin->path = strdup(path);
  plugin->sha256 = strdup(sha256);
  if (plugin->name == NULL || plugin->path == NULL || plugin->sha256 == NULL) return NULL;
  plugin->next = atomic_load(&newest);
  while (!atomic_compare_exchange_weak(&newest, &plugin->next, plugin)) {}
  return plugin;
}

void *hillock_plugin_open(hillock_plugin *plugin, const char *path, char *changed, size_t size) {
  int diverted = hillock_divert_output();
  hillock_state *before = hillock_state_take();
  hillock_set_phase(0, "being loaded");
  hillock_enter(plugin, NULL);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  atomic_store(&hillock_here.plugin, NULL);
  hillock_set_phase(0, NULL);
  if (size > 0) changed[0] = 0;
  if (before != NULL) hillock_state_restore(before, changed, size);
  hillock_state_free(before);
  hillock_return_output(diverted);
  struct link_map *map;
  // The lowest address is the first segment's, which for a shared library is mapped at 0.
  if (library != NULL && plugin != NULL && dlinfo(library, RTLD_DI_LINKMAP, &map) == 0)
    atomic_store(&plugin->base, map->l_addr);
  return library;
}

const hillock_plugin *hillock_plugin_at(const void *address) {
  Dl_info info;
  if (dladdr(address, &info) == 0) return NULL;
  for (const hillock_plugin *plugin = hillock_plugins(); plugin != NULL; plugin = plugin->next)
    if (plugin->base != 0 && plugin->base == (uintptr_t)info.dli_fbase) return plugin;
  return NULL;
}
