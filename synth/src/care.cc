// SPDX-License-Identifier: Apache-2.0
#include "care.h"

#include <algorithm>

#include "drugs.h"

namespace bouclier::synth {
namespace {

constexpr double kClaimsAMonth = 0.415;  // of a person of average need
constexpr double kCancelled = 0.012;
constexpr double kStudyReissued = 0.01;
constexpr uint32_t kPrescribers = 60;
constexpr int kTechnicalActs = 24;

class Settlements {
 public:
  Settlements(const Setting& setting, Draws& draws) : setting_(setting), draws_(draws) {}
  // Months between care and settlement: 0 to 27, 99 % within 6.
  int Delay() {
    const double draw = draws_.Unit();
    if (draw < 0.58) return 0;
    if (draw < 0.84) return 1;
    if (draw < 0.93) return 2;
    if (draw < 0.97) return 3;
    if (draw < 0.991) return draws_.Between(4, 6);
    return draws_.Between(7, kLatestSettlement);
  }
  uint16_t MonthOf(Day care, int delay) const {
    return static_cast<uint16_t>(synth::MonthOf(care) - setting_.first_month + std::min(delay, kLatestSettlement));
  }

 private:
  const Setting& setting_;
  Draws& draws_;
};

class History {
 public:
  History(const Setting& setting, const Person& person)
      : setting_(setting),
        person_(person),
        draws_(setting.seed, Stream::kCare, person.index),
        settlements_(setting, draws_) {}

  void Study(const Event& event) {
    switch (event.kind) {
      case EventKind::kProtectiveDrug:
        StudyDrug(event.day, kProtectiveProduct);
        break;
      case EventKind::kAdverseDrug:
        StudyDrug(event.day, kAdverseProduct);
        break;
      case EventKind::kIllness:
        Illness(event.day);
        break;
      case EventKind::kProtectiveDrugCancelled: {
        Begin(event.day);
        Add(Act::kPharmacy, kProtectiveProduct, 1);
        Settle(Fate::kPaired);
        Cancel();
        break;
      }
      default:
        break;
    }
  }

  // Ordinary care, month after month. Archived people have none after the first quarter of the period. Unlisted people
  // are known by their care alone: they have some in the first month.
  void Ordinary() {
    const MonthNumber months = setting_.last_month - setting_.first_month + 1;
    const MonthNumber until = person_.standing == Standing::kArchived ? std::max(1, months / 4) : months;
    for (MonthNumber i = 0; i < until; ++i) {
      double left = kClaimsAMonth * static_cast<double>(person_.need);
      if (i == 0 && person_.standing == Standing::kUnlisted) left = std::max(left, 1.0);
      for (; left > 0; left -= 1) {
        if (draws_.Chance(std::min(1.0, left))) OrdinaryClaim(setting_.first_month + i);
      }
    }
  }

  std::vector<CareLine> Take() { return std::move(lines_); }

 private:
  void Begin(Day care) {
    claim_begin_ = lines_.size();
    care_ = care;
    order_ = 0;
    prescriber_ = static_cast<uint16_t>(draws_.Below(kPrescribers));
    delay_ = settlements_.Delay();
  }
  void Add(Act act, uint16_t product, int details) {
    lines_.push_back({person_.index, claim_, care_, 0, product, prescriber_, ++order_, 0, static_cast<uint8_t>(details),
                      act, Fate::kPlain, 1});
  }
  // The complementary insurer's part of the line just added: same keys but REM_TYP_AFF.
  void AddSupplement() {
    CareLine line = lines_.back();
    line.supplement = 1;
    line.details = 0;
    lines_.push_back(line);
  }
  void Settle(Fate fate) {
    for (size_t i = claim_begin_; i < lines_.size(); ++i) {
      lines_[i].month = settlements_.MonthOf(care_, delay_);
      lines_[i].fate = fate;
    }
    ++claim_;
  }
  // Copies the claim just settled with a sign, into a later month. The claim it copies must leave room for one.
  void Copy(size_t begin, size_t end, int8_t sign, int delay) {
    for (size_t i = begin; i < end; ++i) {
      CareLine line = lines_[i];
      line.claim = claim_;
      line.sign = sign;
      line.month = settlements_.MonthOf(care_, delay);
      lines_.push_back(line);
    }
    ++claim_;
  }
  void Cancel() {
    const size_t begin = claim_begin_, end = lines_.size();
    delay_ = std::min(delay_, kLatestSettlement - 3);
    for (size_t i = begin; i < end; ++i) lines_[i].month = settlements_.MonthOf(care_, delay_);
    Copy(begin, end, -1, delay_ + draws_.Between(1, 3));
  }
  void Reissue() {
    const size_t begin = claim_begin_, end = lines_.size();
    Cancel();
    Copy(begin, end, 1, static_cast<int>(lines_.back().month) - (synth::MonthOf(care_) - setting_.first_month));
  }

  void FinishStudyClaim() {
    const bool reissued = draws_.Chance(kStudyReissued);
    Settle(reissued ? Fate::kPaired : Fate::kStudy);
    if (reissued) Reissue();
  }
  void StudyDrug(Day day, uint16_t product) {
    Begin(day);
    Add(Act::kPharmacy, product, 1);
    FinishStudyClaim();
  }
  void Illness(Day day) {
    Begin(day);
    Add(Act::kConsultation, 0, 0);
    Add(Act::kPharmacy, kMarkerProduct, 1);
    Add(Act::kPharmacy, OrdinaryProduct(), 1);
    FinishStudyClaim();
  }

  uint16_t OrdinaryProduct() { return static_cast<uint16_t>(draws_.Between(kFirstOrdinaryProduct, kProducts - 1)); }
  void Drugs(int lines) {
    for (int i = 0; i < lines; ++i) Add(Act::kPharmacy, OrdinaryProduct(), draws_.Chance(0.25) ? 2 : 1);
  }

  void OrdinaryClaim(MonthNumber month) {
    const int days = LastDay(month) - FirstDay(month) + 1;
    const Day day = FirstDay(month) + static_cast<Day>(draws_.Below(static_cast<uint32_t>(days)));
    const double kind = draws_.Unit();
    const bool alive = person_.AliveOn(day);
    Begin(day);
    if (kind < 0.50) {
      Add(Act::kConsultation, 0, 0);
      if (draws_.Chance(0.08)) AddSupplement();
      if (draws_.Chance(0.25)) Add(Act::kSurcharge, 0, 0);
      if (draws_.Chance(0.65)) Drugs(draws_.Between(1, 3));
    } else if (kind < 0.70) {
      Drugs(draws_.Between(1, 4));
    } else if (kind < 0.83) {
      Add(Act::kSpecialist, 0, 0);
      Add(Act::kTechnical, static_cast<uint16_t>(draws_.Below(kTechnicalActs)), draws_.Chance(0.3) ? 2 : 1);
    } else if (kind < 0.95) {
      Add(Act::kLaboratory, 0, 0);
    } else {
      Add(Act::kOutpatient, static_cast<uint16_t>(draws_.Below(2)), 0);
    }
    const bool cancelled = draws_.Chance(kCancelled);
    const bool reissued = draws_.Chance(0.5);
    if (!alive) {
      lines_.resize(claim_begin_);
      return;
    }
    Settle(cancelled ? Fate::kPaired : Fate::kPlain);
    if (cancelled && reissued) Reissue();
    if (cancelled && !reissued) Cancel();
  }

  const Setting& setting_;
  const Person& person_;
  Draws draws_;
  Settlements settlements_;
  std::vector<CareLine> lines_;
  uint32_t claim_ = 0;
  size_t claim_begin_ = 0;
  Day care_ = 0;
  uint8_t order_ = 0;
  uint16_t prescriber_ = 0;
  int delay_ = 0;
};

}  // namespace

std::vector<CareLine> CareLines(const Setting& setting, const Person& person, const std::vector<Event>& events) {
  History history(setting, person);
  for (const Event& event : events) history.Study(event);
  history.Ordinary();
  return history.Take();
}

uint16_t DetailProduct(const CareLine& line, int place) {
  if (place == 0) return line.product;
  const int first = line.act == Act::kPharmacy ? kFirstOrdinaryProduct : 0;
  const int count = line.act == Act::kPharmacy ? kProducts - kFirstOrdinaryProduct : kTechnicalActs;
  return static_cast<uint16_t>(first + (line.product - first + place) % count);
}

int32_t ActPriceCents(uint16_t act) { return 2400 + 210 * act; }

int32_t PriceCents(const CareLine& line) {
  int32_t details = 0;
  for (int i = 0; i < line.details; ++i) {
    const uint16_t product = DetailProduct(line, i);
    details += line.act == Act::kPharmacy ? PriceCents(product) : ActPriceCents(product);
  }
  switch (line.act) {
    case Act::kConsultation:
      return 2500;
    case Act::kSpecialist:
      return 3000;
    case Act::kSurcharge:
      return 500;
    case Act::kPharmacy:
    case Act::kTechnical:
      return details;
    case Act::kLaboratory:
      return 1890;
    case Act::kOutpatient:
      return 4225;
  }
  return 0;
}

}  // namespace bouclier::synth
