import { categoryAndAncestors } from './category.js';

/**
 * The categories that most people mean, by parent. Keys follow the Fides taxonomy (fideslang 3.2,
 * https://ethyca.github.io/fideslang/taxonomy/data_categories/) where it has one, the ones it has renamed included, so that
 * maps written for it read the same here. An operator may use others: they are warned about, not refused, since a
 * misspelt category withholds more, never less.
 */
const childrenByParent: Readonly<Record<string, string>> = {
  '': 'system user',
  system: 'authentication operations',
  user:
    'account authorization behavior biometric biometrics children childrens contact content criminal_history demographic ' +
    'device financial government_id health health_and_medical job_title location name payment privacy_preferences ' +
    'professional_information sensor settings social social_activity telemetry unique_id user_sensor workplace',
  'user.account': 'settings username',
  'user.authorization': 'biometric biometrics credentials password',
  'user.behavior': 'browsing_history media_consumption purchase_history search_history',
  'user.biometric': 'fingerprint health retinal voice',
  'user.biometrics': 'fingerprint retinal voice',
  'user.children': 'children_under_thirteen thirteen_to_sixteen',
  'user.contact': 'address email fax_number organization phone_number social_url url',
  'user.contact.address': 'city country mailing_address postal_code state street',
  'user.content': 'private public self_image',
  'user.demographic':
    'age_range citizenship_or_immigration_status date_of_birth gender language marital_status philosophical_belief ' +
    'political_opinion profile protected_classifications race_ethnicity religious_belief sexual_orientation ' +
    'union_membership',
  'user.device': 'cookie cookie_id device_id ip_address sensor telemetry',
  'user.financial': 'bank_account credit_card',
  'user.government_id':
    'birth_certificate drivers_license_number immigration national_identification_number passport_number ' +
    'vehicle_registration',
  'user.health':
    'baby_formula condition genetic insurance_beneficiary_id maternity_clothing medical_diagnosis medications ' +
    'prescriptions record_id reproductive_or_sexual social_psychological_behavioral symptons treatment',
  'user.health_and_medical': 'genetic insurance_beneficiary_id record_id',
  'user.location': 'coarse imprecise precise',
  'user.name': 'first last',
  'user.professional_information': 'job_title workplace',
  'user.unique_id': 'deterministic probablistic pseudonymous',
};

/** Every known category, sorted. */
export const knownCategories: readonly string[] = Object.entries(childrenByParent)
  .flatMap(([parent, children]) => children.split(' ').map((child) => (parent === '' ? child : `${parent}.${child}`)))
  .sort();

const known: ReadonlySet<string> = new Set(knownCategories);

/**
 * What to tell an operator about a category that is not in the list; null when it is. Names the known category that is
 * meant most likely: one whose spelling is near, else the nearest that would cover it.
 */
export function unknownCategoryHint(category: string): string | null {
  if (known.has(category)) return null;
  const near = knownCategories.find((candidate) => isNearSpelling(candidate, category));
  if (near !== undefined) return `\`${category}\` is not a known category: is \`${near}\` meant?`;
  const ancestor = categoryAndAncestors(category).find((candidate) => known.has(candidate));
  if (ancestor === undefined) return `\`${category}\` is not a known category: rules must name it to show it`;
  return `\`${category}\` is not a known category: what rules say of \`${ancestor}\` goes for it too`;
}

/** One letter added, lost, changed, or two neighbours swapped. */
function isNearSpelling(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restOfA, restOfB] = [a.slice(start), b.slice(start)];
  return (
    restOfA.slice(1) === restOfB.slice(1) ||
    restOfA.slice(1) === restOfB ||
    restOfA === restOfB.slice(1) ||
    (restOfA[0] === restOfB[1] && restOfA[1] === restOfB[0] && restOfA.slice(2) === restOfB.slice(2))
  );
}
