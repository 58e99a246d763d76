/// A day of the Gregorian calendar.
struct CivilDate {
  let year: Int64
  let month: Int64
  let day: Int64

  /// Makes the date of a day, counted from 1970-01-01.
  ///
  /// The algorithm is days_to_civil of Howard Hinnant's "chrono-Compatible Low-Level Date
  /// Algorithms": years begin in March, so that the leap day is the last one.
  init(day: Int64) {
    let daysInEra: Int64 = 146_097
    let shifted = day + 719_468  // from 0000-03-01
    let era = (shifted >= 0 ? shifted : shifted - (daysInEra - 1)) / daysInEra
    let ofEra = shifted - era * daysInEra
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * ofYear + 2) / 153
    self.day = ofYear - (153 * monthFromMarch + 2) / 5 + 1
    self.month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    self.year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
  }
}
