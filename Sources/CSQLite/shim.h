// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

// sqlite3_db_config takes further arguments of any type, which Swift cannot call.
static inline int benign_leave_journal(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
