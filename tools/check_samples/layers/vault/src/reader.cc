// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/ledger.h"
#include <openssl/evp.h>
