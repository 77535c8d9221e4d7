# SPDX-License-Identifier: Apache-2.0
# Arrow C++ and DuckDB as targets (docs/adr/0007-arrow-and-duckdb.md): bouclier::arrow (columns, Parquet) and
# bouclier::duckdb. Rooms name them in bouclier_room(… ARROW DUCKDB), tests and fuzz targets in LIBS.
#
# Arrow: an installed one of version 26 or later, else what tools/setup fetched. DuckDB: what tools/setup fetched, whose
# headers and library are of exactly one version. bouclier::arrow_compute adds Arrow's sorting, casting and arithmetic, for who
# calls arrow::compute::Initialize() first.

set(_bouclier_fetched "${CMAKE_SOURCE_DIR}/build/tools")

# A shared library by its full path: the build's run path then holds its folder. (Nothing is installed yet.)
function(_bouclier_fetched_library target file includes)
  get_filename_component(soname "${file}" NAME)
  if(NOT EXISTS "${file}" OR NOT EXISTS "${includes}")
    message(FATAL_ERROR "${file} or its headers are absent: run tools/setup build")
  endif()
  add_library(${target} SHARED IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${file}" IMPORTED_SONAME "${soname}"
                                             INTERFACE_INCLUDE_DIRECTORIES "${includes}")
endfunction()

find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(Arrow QUIET CONFIG)
if(Arrow_FOUND AND Arrow_VERSION VERSION_GREATER_EQUAL 26)
  find_package(Parquet REQUIRED CONFIG)
  set(_bouclier_parquet Parquet::parquet_shared)
  set(_bouclier_columns Arrow::arrow_shared)
  find_package(ArrowCompute REQUIRED CONFIG)
  set(_bouclier_compute ArrowCompute::arrow_compute_shared)
  set(_bouclier_arrow_from "installed ${Arrow_VERSION}")
else()
  set(_bouclier_include "${_bouclier_fetched}/arrow/include")
  _bouclier_fetched_library(bouclier_fetched_arrow "${_bouclier_fetched}/arrow/lib/libarrow.so.2600" "${_bouclier_include}")
  _bouclier_fetched_library(bouclier_fetched_parquet "${_bouclier_fetched}/arrow/lib/libparquet.so.2600"
                            "${_bouclier_include}")
  _bouclier_fetched_library(bouclier_fetched_arrow_compute "${_bouclier_fetched}/arrow/lib/libarrow_compute.so.2600"
                            "${_bouclier_include}")
  set(_bouclier_compute bouclier_fetched_arrow_compute)
  set(_bouclier_parquet bouclier_fetched_parquet)
  set(_bouclier_columns bouclier_fetched_arrow)
  set(_bouclier_arrow_from "fetched by tools/setup")
endif()
message(STATUS "Arrow: ${_bouclier_arrow_from}")

# The fetched libparquet exports an OpenSSL of its own. Loaded before libcrypto it would take the place of OpenSSL for
# everything in the process, libcurl and the HSM's module too. So libcrypto is named first, and kept even where the linker
# sees no use of it. tools/check_symbols looks at what the loader really does.
add_library(bouclier_arrow INTERFACE)
add_library(bouclier::arrow ALIAS bouclier_arrow)
target_link_libraries(bouclier_arrow INTERFACE ${_bouclier_parquet} ${_bouclier_columns})
target_link_options(bouclier_arrow INTERFACE "LINKER:--push-state,--no-as-needed" "${OPENSSL_CRYPTO_LIBRARY}"
                    "LINKER:--pop-state")
add_library(bouclier_arrow_compute INTERFACE)
add_library(bouclier::arrow_compute ALIAS bouclier_arrow_compute)
target_link_libraries(bouclier_arrow_compute INTERFACE ${_bouclier_compute} bouclier_arrow)

_bouclier_fetched_library(bouclier_fetched_duckdb
                          "${_bouclier_fetched}/npm/duckdb/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so"
                          "${_bouclier_fetched}/duckdb/include")
add_library(bouclier::duckdb ALIAS bouclier_fetched_duckdb)
