// SPDX-License-Identifier: Apache-2.0
// The one style sheet of a page. Its SHA-256 stands in the page's content security policy, so that no other applies.
#pragma once

#include <string_view>

namespace bouclier::report {

extern const std::string_view kPageStyle;
extern const std::string_view kPageStyleHash;  // Base64; report_test recomputes it

}  // namespace bouclier::report
