import os
import sys


def main():
    print(__name__, sys.argv[1:], os.path.basename(__file__), sys.modules["__main__"].main is main)
    sys.exit(int(sys.argv[1]))


if __name__ == "__main__":
    main()
