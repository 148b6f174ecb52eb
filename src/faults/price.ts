/** https://aws.amazon.com/fis/pricing/ */
export const PER_ACTION_MINUTE =
  "0.10 USD for each minute that the action runs (0.12 USD in GovCloud), for each account it runs in; how many resources it hits does not matter";
