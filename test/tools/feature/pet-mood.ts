/** A request for a feature in the plain form, with a description that breaks code, comments and YAML unless it is quoted. */
export const petMood = {
  feature: 'pet_mood',
  description: 'Says "how" pets are: {{x}} */ \u0024{y}\n# today \u{1F431}',
  requirements: ['be fast', 'be fair'],
};
