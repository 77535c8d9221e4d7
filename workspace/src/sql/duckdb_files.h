// SPDX-License-Identifier: Apache-2.0
// The only files DuckDB sees: vault://TABLE/NUMBER.parquet, read-only, from the readers a session was given. Included
// by the units of duckdb_state.h only. Thread-safe.
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <duckdb.hpp>
#include <map>
#include <optional>

#include "bouclier/base/mutex.h"

namespace bouclier::workspace {

inline constexpr char kScheme[] = "vault://";

// The first read that failed since it was last asked: DuckDB's own error would lose what it was.
class ReadFailure {
 public:
  void Note(const std::string& table, const arrow::Status& status) {
    MutexLock lock(mutex_);
    if (!failed_) failed_ = {table, status};
  }
  std::optional<std::pair<std::string, arrow::Status>> Take() {
    MutexLock lock(mutex_);
    return std::exchange(failed_, std::nullopt);
  }

 private:
  Mutex mutex_;
  std::optional<std::pair<std::string, arrow::Status>> failed_ BOUCLIER_GUARDED_BY(mutex_);
};

class VaultFile final : public duckdb::FileHandle {
 public:
  VaultFile(duckdb::FileSystem& system, const std::string& name, duckdb::FileOpenFlags how,
            std::shared_ptr<arrow::io::RandomAccessFile> from, int64_t length)
      : FileHandle(system, name, how), source(std::move(from)), size(length) {}
  void Close() override {}

  std::shared_ptr<arrow::io::RandomAccessFile> source;
  int64_t size;
  int64_t position = 0;
};

class VaultFileSystem final : public duckdb::FileSystem {
 public:
  explicit VaultFileSystem(std::shared_ptr<ReadFailure> failure) : failure_(std::move(failure)) {}

  // Before the file system is registered; afterwards the map only is read.
  std::string Add(const std::string& table, size_t number, std::shared_ptr<arrow::io::RandomAccessFile> source) {
    std::string path = kScheme + table + "/" + std::to_string(number) + ".parquet";
    files_[path] = {table, std::move(source)};
    return path;
  }

  using FileSystem::OpenFile;
  duckdb::unique_ptr<duckdb::FileHandle> OpenFile(const std::string& path, duckdb::FileOpenFlags flags,
                                                  duckdb::optional_ptr<duckdb::FileOpener> /*opener*/) override {
    if (flags.OpenForWriting() || flags.CreateFileIfNotExists() || flags.OverwriteExistingFile()) {
      throw duckdb::PermissionException("the tables are read-only");
    }
    auto file = files_.find(path);
    if (file == files_.end()) {
      if (flags.ReturnNullIfNotExists()) return nullptr;
      throw duckdb::IOException("no such table file");
    }
    auto size = file->second.source->GetSize();
    if (!size.ok()) Fail(file->second.table, size.status());
    return duckdb::make_uniq<VaultFile>(*this, path, flags, file->second.source, *size);
  }

  void Read(duckdb::FileHandle& handle, void* buffer, int64_t length, duckdb::idx_t location) override {
    ReadExactly(handle.Cast<VaultFile>(), buffer, length, static_cast<int64_t>(location));
  }
  int64_t Read(duckdb::FileHandle& handle, void* buffer, int64_t length) override {
    auto& file = handle.Cast<VaultFile>();
    const int64_t some = std::min(length, file.size - file.position);
    if (some <= 0) return 0;
    ReadExactly(file, buffer, some, file.position);
    file.position += some;
    return some;
  }
  int64_t GetFileSize(duckdb::FileHandle& handle) override { return handle.Cast<VaultFile>().size; }
  // Files of a session never change: any constant will do for DuckDB's cache.
  duckdb::timestamp_t GetLastModifiedTime(duckdb::FileHandle& /*handle*/) override { return duckdb::timestamp_t(0); }
  std::string GetVersionTag(duckdb::FileHandle& /*handle*/) override { return "1"; }
  duckdb::FileType GetFileType(duckdb::FileHandle& /*handle*/) override { return duckdb::FileType::FILE_TYPE_REGULAR; }
  void Seek(duckdb::FileHandle& handle, duckdb::idx_t location) override {
    handle.Cast<VaultFile>().position = static_cast<int64_t>(location);
  }
  duckdb::idx_t SeekPosition(duckdb::FileHandle& handle) override {
    return static_cast<duckdb::idx_t>(handle.Cast<VaultFile>().position);
  }
  void Reset(duckdb::FileHandle& handle) override { handle.Cast<VaultFile>().position = 0; }
  bool CanSeek() override { return true; }
  bool OnDiskFile(duckdb::FileHandle& /*handle*/) override { return false; }
  bool IsPipe(const std::string& /*name*/, duckdb::optional_ptr<duckdb::FileOpener> /*opener*/) override {
    return false;
  }
  bool FileExists(const std::string& name, duckdb::optional_ptr<duckdb::FileOpener> /*opener*/) override {
    return files_.count(name) != 0;
  }
  bool DirectoryExists(const std::string& /*name*/, duckdb::optional_ptr<duckdb::FileOpener> /*opener*/) override {
    return false;
  }
  duckdb::vector<duckdb::OpenFileInfo> Glob(const std::string& path, duckdb::FileOpener* /*opener*/) override {
    if (!files_.count(path)) return {};
    return {duckdb::OpenFileInfo(path)};
  }
  bool CanHandleFile(const std::string& path) override { return path.rfind(kScheme, 0) == 0; }
  std::string GetName() const override { return "vault"; }

 private:
  struct Source {
    std::string table;
    std::shared_ptr<arrow::io::RandomAccessFile> source;
  };

  void ReadExactly(VaultFile& file, void* buffer, int64_t length, int64_t location) {
    auto got = file.source->ReadAt(location, length, buffer);
    const std::string& table = files_.at(file.path).table;
    if (!got.ok()) Fail(table, got.status());
    if (*got != length) Fail(table, arrow::Status::Invalid("the file ends early"));
  }
  [[noreturn]] void Fail(const std::string& table, const arrow::Status& status) {
    failure_->Note(table, status);
    throw duckdb::IOException("a table file cannot be read");
  }

  std::map<std::string, Source> files_;
  std::shared_ptr<ReadFailure> failure_;  // shared with the engine, which reads it
};

}  // namespace bouclier::workspace
