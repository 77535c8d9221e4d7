// SPDX-License-Identifier: Apache-2.0
// Texts without case and accents, for looking things up. Pure.
#pragma once

#include <string>
#include <string_view>

namespace bouclier::catalog {

// Lower case; Latin letters lose their accents (é → e, œ → oe), combining marks go; everything else stays.
std::string Folded(std::string_view utf8);

}  // namespace bouclier::catalog
