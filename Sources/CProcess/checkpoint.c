#include "hillock_checkpoint.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

// Two texts by turns, so that a handler that reads one never sees it change.
static char texts[2][96];
static unsigned next;
static _Atomic(const char *) current;

void hillock_note_checkpoint(unsigned epoch, unsigned epochs) {
  if (epoch == 0) {
    atomic_store(&current, NULL);
    return;
  }
  char *text = texts[next];
  next = 1 - next;
  snprintf(text, sizeof texts[0], "epoch %u of %u is saved; --resume continues", epoch, epochs);
  atomic_store(&current, text);
}

const char *hillock_checkpoint_text(void) { return atomic_load(&current); }
