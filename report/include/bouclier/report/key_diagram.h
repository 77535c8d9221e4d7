// SPDX-License-Identifier: Apache-2.0
// A picture of boxes and the links between them: tables and the keys by which they join. Pure; the same diagram gives
// the same bytes everywhere.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bouclier::report {

struct DiagramBox {
  std::string title;
  std::string group;               // boxes of one group have one colour
  std::vector<std::string> lines;  // under the title: a table's key
};

struct DiagramLink {
  size_t from = 0, to = 0;  // boxes by their place in the list
  std::string label;        // said of the line, not written along it
  bool dashed = false;
};

struct Diagram {
  std::string title;
  std::string dashed_means;  // for the legend; empty: no legend of dashes
  std::vector<DiagramBox> boxes;
  std::vector<DiagramLink> links;
};

// A picture for a page or a file: no script, no style sheet, nothing from elsewhere; texts are escaped, and the links
// are also said in words (desc). What is pointed to stands left of what points to it; boxes without a link stand below.
// CHECK: links are between boxes of the list. **Cost:** time and size grow with boxes and links; 200 boxes are 100 KB.
std::string DiagramSvg(const Diagram& diagram);

}  // namespace bouclier::report
