/** A request for a feature in the plain form, with a description that would break code, comments and YAML that nobody quotes. */
export const petMood = {
  feature: 'pet_mood',
  description: 'Says "how" pets are: {{x}} */ \u0024{y}\n# today \u{1F431}',
  requirements: ['be fast', 'be fair'],
};
