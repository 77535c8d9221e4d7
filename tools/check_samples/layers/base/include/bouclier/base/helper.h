#include <iostream>
class KeyManager {};
