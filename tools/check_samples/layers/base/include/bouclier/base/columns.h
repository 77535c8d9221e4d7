// SPDX-License-Identifier: Apache-2.0
#include <arrow/api.h>
#include <parquet/file_reader.h>
#include <duckdb.hpp>
arrow::Status Read();
