// Between the library's own files: what keeps a fork from the moments in which a lock is held.
#ifndef HILLOCK_FORKING_H
#define HILLOCK_FORKING_H

// Around what takes locks. A fork of the process waits until no thread is in between, and threads
// that come meanwhile wait for the fork, so that the child finds every lock open. They nest.
void hillock_forking_hold(void);
void hillock_forking_release(void);

#endif
