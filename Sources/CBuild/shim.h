// SPDX-License-Identifier: Apache-2.0
#include <string.h>

// What kernelspec/prepare.sh tells the compiler of a release; else nothing is known of the commit, and the core is for the machine that built it.
#ifndef BENIGN_COMMIT
#define BENIGN_COMMIT unknown
#endif
#ifndef BENIGN_PROCESSOR
#define BENIGN_PROCESSOR native
#endif
#define BENIGN_TEXT(word) BENIGN_EXPANDED_TEXT(word)
#define BENIGN_EXPANDED_TEXT(word) #word

static inline const char *benign_commit(void) { return BENIGN_TEXT(BENIGN_COMMIT); }
static inline const char *benign_processor(void) { return BENIGN_TEXT(BENIGN_PROCESSOR); }

// Whether this processor, and the system on it, can run code of that kind. Of any other kind nothing is known, and the answer is yes.
static inline int benign_can_run(const char *kind) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  int v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
           __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  if (strcmp(kind, "x86-64-v3") == 0)
    return v3;
  if (strcmp(kind, "x86-64-v4") == 0)
    return v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#endif
  return 1;
}
