// SPDX-License-Identifier: Apache-2.0
// Where the boxes of a diagram stand: columns by how far a box is from what points to nothing, order inside a column by
// the boxes that are pointed to, so that few lines cross. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "bouclier/report/key_diagram.h"

namespace bouclier::report {

struct BoxPlace {
  size_t column = 0;
  size_t row = 0;
  double x = 0, y = 0, height = 0;  // of the box; all boxes have one width
};

struct DiagramLayout {
  std::vector<BoxPlace> boxes;  // as in the diagram
  double box_width = 0;
  double width = 0, height = 0;  // of all, without what stands above
};

constexpr double kTitleHeight = 22, kLineHeight = 15, kBoxPadding = 6;

// `box_width`: what the longest text takes.
DiagramLayout LayOut(const Diagram& diagram, double box_width);

}  // namespace bouclier::report
