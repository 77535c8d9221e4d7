// SPDX-License-Identifier: Apache-2.0
// Everything that must not be mixed up, in one process: Parquet written and read in memory, our hashes and ciphers,
// libcurl, and the HSM's module given as argument. Ends with 0 when all of it works. tools/check_symbols looks at its
// bindings.
#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>

#include <cstdio>

#include "bouclier/crypto/aead.h"
#include "bouclier/crypto/hash.h"

namespace {

arrow::Status WriteAndRead() {
  arrow::Int64Builder builder;
  ARROW_RETURN_NOT_OK(builder.AppendValues({1, 2, 3}));
  ARROW_ASSIGN_OR_RAISE(auto column, builder.Finish());
  auto table = arrow::Table::Make(arrow::schema({arrow::field("n", arrow::int64())}), {column});
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::BufferOutputStream::Create());
  auto properties = parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
  ARROW_RETURN_NOT_OK(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink, 1024, properties));
  ARROW_ASSIGN_OR_RAISE(auto file, sink->Finish());
  ARROW_ASSIGN_OR_RAISE(auto reader, parquet::arrow::OpenFile(std::make_shared<arrow::io::BufferReader>(file),
                                                              arrow::default_memory_pool()));
  ARROW_ASSIGN_OR_RAISE(auto read, reader->ReadTable());
  return read->Equals(*table) ? arrow::Status::OK() : arrow::Status::Invalid("the table came back another");
}

bool Encrypts() {
  using namespace bouclier;
  crypto::Aead cipher(crypto::AeadAlgorithm::kAes256Gcm, SecretBytes(32));
  Bytes text = {'n', 'o', 't', 'e'};
  auto opened = cipher.Open({}, {}, cipher.Seal({}, {}, text));
  return opened.ok() && *opened == text && crypto::Sha256::Of(text)[0] == 0xed;
}

}  // namespace

int main(int count, char** arguments) {
  if (auto status = WriteAndRead(); !status.ok()) {
    std::fprintf(stderr, "parquet: %s\n", status.ToString().c_str());
    return 1;
  }
  if (!Encrypts()) {
    std::fputs("crypto: wrong\n", stderr);
    return 2;
  }
  if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK) {
    return 3;
  }
  void* module = count > 1 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : nullptr;
  if (count > 1 && (!module || !dlsym(module, "C_GetFunctionList"))) {
    std::fprintf(stderr, "module: %s\n", dlerror());
    return 4;
  }
  return 0;
}
